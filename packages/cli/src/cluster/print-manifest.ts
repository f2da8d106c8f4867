import { meDocument } from "../api/documents.ts";
import type { Surroundings } from "../surroundings.ts";
import { agentManifest, peopleManifest } from "./cluster-manifest.ts";

/** Prints the manifest that lets people, and on demand an agent, work in a cluster. Nothing is applied. @throws CliFailure when nobody is named and nobody is signed in. */
export async function printManifest(
	options: { readonly email?: string; readonly serviceAccount?: boolean },
	surroundings: Surroundings,
): Promise<void> {
	const email = options.email ?? (await ownEmail(surroundings));
	const parts = options.serviceAccount
		? [agentManifest, peopleManifest(email)]
		: [peopleManifest(email)];
	surroundings.terminal.out(parts.join("---\n"));
}

async function ownEmail(surroundings: Surroundings): Promise<string> {
	const { me } = await surroundings
		.api()
		.ask<{ me: { readonly email: string } }>(meDocument);
	return me.email;
}

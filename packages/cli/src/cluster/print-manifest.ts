import { identitiesLentDocument, meDocument } from "../api/documents.ts";
import type { CommandContext } from "../command-context.ts";
import type { Identities } from "./ceiling-file.ts";
import { agentManifest, peopleManifest } from "./cluster-manifest.ts";

/** Prints the manifest that lets people, and on demand an agent, work in a cluster. Nothing is applied. @throws CliFailure when nobody is named and nobody is signed in. */
export async function printManifest(
	options: { readonly email?: string; readonly serviceAccount?: boolean },
	context: CommandContext,
): Promise<void> {
	const email = options.email ?? (await ownEmail(context));
	const parts = options.serviceAccount
		? [agentManifest(await identities(context)), peopleManifest(email)]
		: [peopleManifest(email)];
	context.terminal.out(parts.join("---\n"));
}

async function identities(context: CommandContext): Promise<Identities> {
	const { identitiesLent } = await context
		.api()
		.ask<{ identitiesLent: Identities }>(identitiesLentDocument);
	return identitiesLent;
}

async function ownEmail(context: CommandContext): Promise<string> {
	const { me } = await context
		.api()
		.ask<{ me: { readonly email: string } }>(meDocument);
	return me.email;
}

import type { Environment } from "@quarterdeck/runtime";
import {
	type ProvidedProgram,
	type ProvideOptions,
	provideProgram,
} from "./provide-program.ts";
import { runProgram } from "./run-program.ts";

/** The oldest kubectl every part of the product is proved with. */
export const kubectlMinimum = "1.27";

/** A kubectl of 1.27 or newer. */
export function provideKubectl(
	options: Omit<ProvideOptions, "minimum"> & { readonly minimum?: string },
): Promise<ProvidedProgram> {
	return provideProgram(
		{ name: "kubectl", debianPackage: "kubectl", versionOf },
		{ ...options, minimum: options.minimum ?? kubectlMinimum },
	);
}

// The file may be a wrapper of a cloud vendor that picks a kubectl; what it runs is what counts.
async function versionOf(
	path: string,
	env: Environment,
): Promise<string | undefined> {
	const run = await runProgram({
		command: path,
		args: ["version", "--client", "-o", "json"],
		// Without a home of its own a wrapper may want to write, and a broken kubeconfig must not matter.
		env: { ...env, KUBECONFIG: "/dev/null" },
		timeoutMs: 20_000,
	});
	const start = run.stdout.indexOf("{");
	if (start < 0) return undefined;
	try {
		const answer: unknown = JSON.parse(run.stdout.slice(start));
		return gitVersion(answer);
	} catch {
		return undefined;
	}
}

function gitVersion(answer: unknown): string | undefined {
	if (typeof answer !== "object" || answer === null) return undefined;
	const client = "clientVersion" in answer ? answer.clientVersion : undefined;
	if (typeof client !== "object" || client === null) return undefined;
	const version = "gitVersion" in client ? client.gitVersion : undefined;
	return typeof version === "string" ? version.replace(/^v/, "") : undefined;
}

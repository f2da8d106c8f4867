import { isAtLeast } from "./compare-versions.ts";
import {
	type ProvidedProgram,
	type ProvideOptions,
	provideProgram,
} from "./provide-program.ts";
import { runProgram } from "./run-program.ts";

/** Before this one a tenant could delete the control plane's stream (CVE-2025-30215). */
export const natsServerMinimum = "2.10.27";
/** The first release with the fixes of 2026. */
export const natsServerAdvised = "2.14.3";

export interface ProvideNatsServerOptions
	extends Omit<ProvideOptions, "minimum"> {
	readonly minimum?: string;
	readonly advised?: string;
}

/** A nats-server that may carry the product's bus; warns through `say` when a newer one is advised. */
export async function provideNatsServer(
	options: ProvideNatsServerOptions,
): Promise<ProvidedProgram> {
	const minimum = options.minimum ?? natsServerMinimum;
	const advised = options.advised ?? natsServerAdvised;
	const provided = await provideProgram(
		{
			name: "nats-server",
			debianPackage: "nats-server",
			versionOf: async (path, env) => {
				const run = await runProgram({
					command: path,
					args: ["--version"],
					env,
					timeoutMs: 20_000,
				});
				return /nats-server:?\s+v?(\d\S*)/.exec(run.stdout)?.[1];
			},
		},
		{ ...options, minimum },
	);
	if (!isAtLeast(provided.version, advised))
		options.say(
			`nats-server ${provided.version} works, but ${advised} or newer is recommended: it has security fixes that this version lacks`,
		);
	return provided;
}

import { CliFailure } from "@quarterdeck/cli";
import {
	type ApiClient,
	applyConfigurationDocument,
	configurationDocument,
} from "@quarterdeck/cli/api";
import { firstConfiguration } from "./first-configuration.ts";

/** Puts a first configuration in force where there is none yet; one that a person applied is never touched. */
export async function applyFirstConfiguration(
	api: ApiClient,
	say: (line: string) => void,
): Promise<void> {
	const { configuration } = await api.ask<{
		configuration: { readonly version: number } | null;
	}>(configurationDocument);
	if (configuration !== null && configuration.version > 0) return;
	const { applyConfiguration } = await api.ask<{
		applyConfiguration: {
			readonly configuration: { readonly version: number } | null;
			readonly problems: readonly {
				readonly line: number | null;
				readonly message: string;
			}[];
		};
	}>(applyConfigurationDocument, {
		yaml: firstConfiguration,
		file: "initial configuration",
		note: "initial configuration",
	});
	const problem = applyConfiguration.problems[0];
	if (applyConfiguration.configuration === null)
		throw new CliFailure(
			`The initial configuration was rejected at line ${problem?.line}: ${problem?.message}`,
		);
	say("applied an initial configuration (print it with: qd config show)");
}

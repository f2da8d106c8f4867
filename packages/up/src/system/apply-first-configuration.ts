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
		file: "first configuration",
		note: "the configuration to begin with",
	});
	const problem = applyConfiguration.problems[0];
	if (applyConfiguration.configuration === null)
		throw new CliFailure(
			`The configuration to begin with was refused at line ${problem?.line}: ${problem?.message}`,
		);
	say(
		"a configuration to begin with is in force (see it with: qd config show)",
	);
}

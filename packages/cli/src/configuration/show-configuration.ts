import { configurationDocument } from "../api/documents.ts";
import { CliFailure } from "../cli-failure.ts";
import type { Surroundings } from "../surroundings.ts";

/** Prints a version as the YAML it was applied as. @throws CliFailure when there is no such version. */
export async function showConfiguration(
	options: { readonly version?: number },
	surroundings: Surroundings,
): Promise<void> {
	const { configuration } = await surroundings
		.api()
		.ask<{ configuration: { readonly yaml: string } | null }>(
			configurationDocument,
			options,
		);
	if (configuration === null)
		throw new CliFailure(
			"There is no such version. See them with: qd config history",
		);
	surroundings.terminal.out(
		configuration.yaml.endsWith("\n")
			? configuration.yaml
			: `${configuration.yaml}\n`,
	);
}

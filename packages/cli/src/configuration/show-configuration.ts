import { configurationDocument } from "../api/documents.ts";
import { CliFailure } from "../cli-failure.ts";
import type { CommandContext } from "../command-context.ts";

/** Prints a version as the YAML it was applied as. @throws CliFailure when there is no such version. */
export async function showConfiguration(
	options: { readonly version?: number },
	context: CommandContext,
): Promise<void> {
	const { configuration } = await context
		.api()
		.ask<{ configuration: { readonly yaml: string } | null }>(
			configurationDocument,
			options,
		);
	if (configuration === null)
		throw new CliFailure(
			"There is no such version. List the versions with: qd config history",
		);
	context.terminal.out(
		configuration.yaml.endsWith("\n")
			? configuration.yaml
			: `${configuration.yaml}\n`,
	);
}

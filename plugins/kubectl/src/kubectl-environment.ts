import { existsSync } from "node:fs";
import { isAbsolute, join } from "node:path";
import { readPluginEnvironment } from "@quarterdeck/plugin-sdk";

/**
 * Where the kubectl program lies: the one the host put into the plugin's dependencies, else the one QD_KUBECTL names.
 * The only reader of the environment in this plugin.
 *
 * @throws when there is neither; PATH is not searched.
 */
export function findKubectl(): string {
	const { dependencyDirectory } = readPluginEnvironment();
	const dependency =
		dependencyDirectory && join(dependencyDirectory, "kubectl");
	if (dependency && existsSync(dependency)) return dependency;
	const named = process.env.QD_KUBECTL;
	if (named && isAbsolute(named) && existsSync(named)) return named;
	throw new Error(
		"The kubectl program was not found. The agent must provide it in the plugin's dependency directory, or name its absolute path in QD_KUBECTL.",
	);
}

import { existsSync } from "node:fs";
import { isAbsolute } from "node:path";
import {
	dependencyProgram,
	readPluginEnvironment,
} from "@quarterdeck/plugin-sdk";

/**
 * Where the helm program lies: the one QD_HELM names, else the one that the host put into the plugin's dependencies.
 * The only reader of the environment in this plugin.
 *
 * @throws when there is neither; PATH is not searched.
 */
export function findHelm(): string {
	const named = process.env.QD_HELM;
	if (named && isAbsolute(named) && existsSync(named)) return named;
	if (readPluginEnvironment().dependencyDirectory)
		return dependencyProgram("helm");
	throw new Error(
		"The helm program was not found. Whoever runs the agent can install it, or name its absolute path with --helm or QD_HELM.",
	);
}

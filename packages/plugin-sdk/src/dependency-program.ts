import { realpathSync, statSync } from "node:fs";
import { join, sep } from "node:path";
import { readPluginEnvironment } from "./plugin-environment.ts";

const plainName = /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/;

/**
 * The absolute path of a program that the plugin declared among its dependencies and the host put into place. Only the
 * host's folder is searched, never PATH, and a link that leads out of that folder is refused.
 *
 * @throws when the name is no plain file name, no host gave a folder, or no such program is in it.
 */
export function dependencyProgram(name: string): string {
	if (!plainName.test(name))
		throw new Error(`${JSON.stringify(name)} is no name of a dependency.`);
	const { dependencyDirectory } = readPluginEnvironment();
	if (!dependencyDirectory)
		throw new Error(
			`The ${name} program was not found: the host named no folder of dependencies.`,
		);
	const path = resolved(join(dependencyDirectory, name));
	if (!path || !statSync(path).isFile())
		throw new Error(
			`The ${name} program is not among the plugin's dependencies. The host must provide it.`,
		);
	if (!path.startsWith(realpathSync(dependencyDirectory) + sep))
		throw new Error(
			`The ${name} program lies outside the plugin's folder of dependencies.`,
		);
	return path;
}

/** Undefined when nothing is there. */
function resolved(path: string): string | undefined {
	try {
		return realpathSync(path);
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
		throw error;
	}
}

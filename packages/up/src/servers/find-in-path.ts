import { accessSync, constants, statSync } from "node:fs";
import { delimiter, join } from "node:path";
import type { Environment } from "@quarterdeck/runtime";

/** Every executable file of that name in PATH, in PATH's order. */
export function findInPath(name: string, env: Environment): string[] {
	const folders = (env.PATH ?? "/usr/local/bin:/usr/bin:/bin").split(delimiter);
	const candidates = folders
		.filter((folder) => folder.startsWith("/"))
		.map((folder) => join(folder, name));
	return [...new Set(candidates)].filter(isExecutable);
}

/** Whether the path is a file this process may run. */
export function isExecutable(path: string): boolean {
	try {
		accessSync(path, constants.X_OK);
		return statSync(path).isFile();
	} catch {
		return false;
	}
}

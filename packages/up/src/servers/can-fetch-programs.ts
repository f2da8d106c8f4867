import type { Environment } from "@quarterdeck/runtime";
import { findInPath } from "./find-in-path.ts";

const tools = ["apt-get", "dpkg-deb", "flock"];

/** Whether this machine has Debian's tools, with which a missing program can be fetched. */
export function canFetchPrograms(env: Environment): boolean {
	return tools.every((tool) => findInPath(tool, env).length > 0);
}

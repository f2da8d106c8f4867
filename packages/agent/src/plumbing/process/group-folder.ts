import { existsSync, readFileSync } from "node:fs";
import { basename, dirname, join, relative } from "node:path";

/** Where groups for cells can be made. */
export interface GroupFolder {
	readonly version: 1 | 2;
	readonly path: string;
}

/** The group an agent of ours has moved into itself: its cells are made beside it. */
export const ownGroup = "quarterdeck-agent";

/**
 * The folder of this process's own control group, in the hierarchy that has the controller: version 2 where it has, else version 1.
 * @param proc where the kernel shows its processes.
 */
export function findGroupFolder(
	controller: "memory" | "pids",
	proc = "/proc",
): GroupFolder | { readonly problem: string } {
	const places = readFileSync(join(proc, "self/cgroup"), "utf8").split("\n");
	const mounts = readFileSync(join(proc, "self/mountinfo"), "utf8").split("\n");
	const problems: string[] = [];
	for (const version of [2, 1] as const) {
		const place = places
			.map((line) => line.match(/^\d+:([^:]*):(.*)$/) ?? [])
			.find(([, names]) =>
				version === 2 ? names === "" : names?.split(",").includes(controller),
			)?.[2];
		const mount = mounts
			.map(readMount)
			.find((one) =>
				version === 2
					? one?.type === "cgroup2"
					: one?.type === "cgroup" && one.options.includes(controller),
			);
		if (place === undefined || !mount) continue;
		const path = folderIn(mount, place);
		if (path === undefined || !existsSync(path)) {
			problems.push("the agent's control group is not shown here");
			continue;
		}
		if (version === 1) return { version, path };
		const top = basename(path) === ownGroup ? dirname(path) : path;
		const controllers = readFileSync(join(top, "cgroup.controllers"), "utf8");
		if (controllers.split(/\s+/).includes(controller))
			return { version, path: top };
		problems.push(`the agent's control group has no controller ${controller}`);
	}
	return { problem: problems[0] ?? "this machine has no control groups" };
}

interface Mount {
	readonly root: string;
	readonly path: string;
	readonly type: string;
	readonly options: readonly string[];
}

function readMount(line: string): Mount | undefined {
	const [before = "", after = ""] = line.split(" - ");
	const [, , , root, path] = before.split(" ");
	const [type, , options = ""] = after.split(" ");
	if (root === undefined || path === undefined || type === undefined)
		return undefined;
	return { root, path, type, options: options.split(",") };
}

/** A container may be shown a part of the hierarchy only, and be told its place in the whole. */
function folderIn({ root, path }: Mount, place: string): string | undefined {
	const below = relative(root, place);
	return below.startsWith("..") || place.includes("/..")
		? undefined
		: join(path, below);
}

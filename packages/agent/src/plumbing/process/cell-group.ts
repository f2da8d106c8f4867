import { randomBytes } from "node:crypto";
import {
	existsSync,
	mkdirSync,
	readdirSync,
	readFileSync,
	rmdirSync,
	writeFileSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { type Clock, pause } from "@quarterdeck/runtime";
import { findGroupFolder, type GroupFolder, ownGroup } from "./group-folder.ts";
import { runTool } from "./run-tool.ts";

/** A control group that holds everything in one cell: the kernel counts its memory and ends what goes beyond. */
export interface CellGroup {
	/** What is put in front of a program to run it there. */
	readonly wrapper: readonly string[];
	/** What it holds, without what the kernel could take back at once; undefined when it is gone. */
	bytes(): number | undefined;
	/** Whether the kernel has killed something in it because it was full. */
	wasFull(): boolean;
	/** Ends what is left in it where the kernel can, and removes it. */
	remove(): Promise<void>;
}

export interface CellGroups {
	/** @throws Error when it cannot be made. */
	open(memoryBytes: number): CellGroup;
}

/** The processes and threads of one cell: a second line behind the limit of its uid, which user namespaces can pass. */
const maxTasks = 1024;

/** The name of a cell's group says the process id of its agent. */
const cellGroupName = /^quarterdeck-cell-(\d+)-[0-9a-f]{16}$/;

/**
 * Groups below the agent's own, proved by running a program in one; or why there are none. What agents that ended left empty is removed.
 */
export async function findCellGroups(
	clock: Clock,
): Promise<CellGroups | { readonly problem: string }> {
	try {
		const memory = findGroupFolder("memory");
		if ("problem" in memory) return memory;
		if (memory.version === 2) delegate(memory);
		const tasks = memory.version === 2 ? memory : findGroupFolder("pids");
		const folders = "problem" in tasks ? { memory } : { memory, tasks };
		for (const { path } of Object.values(folders)) removeLeft(path);
		const groups = {
			open: (bytes: number) => openGroup(folders, bytes, clock),
		};
		const problem = await proveGroups(groups);
		return problem === undefined ? groups : { problem };
	} catch (error) {
		return { problem: error instanceof Error ? error.message : String(error) };
	}
}

/**
 * With version 2 a group hands its controllers on only while it holds no process itself. An agent that is alone in its group, as in a
 * service with Delegate=yes, moves into a group below; where it is not alone, whoever else is there would have to move too.
 */
function delegate(folder: GroupFolder): void {
	const { path } = folder;
	const control = join(path, "cgroup.subtree_control");
	const handed = () => words(readFileSync(control, "utf8"));
	if (handed().includes("memory")) return;
	const wanted = words(
		readFileSync(join(path, "cgroup.controllers"), "utf8"),
	).filter((name) => name === "memory" || name === "pids");
	const isTop = !existsSync(join(path, "cgroup.type"));
	const own = join(path, ownGroup);
	const isAlone = words(readFileSync(join(path, "cgroup.procs"), "utf8")).every(
		(pid) => pid === String(process.pid),
	);
	if (!isTop && !isAlone)
		throw new Error("other programs run in the agent's control group");
	if (!isTop) {
		mkdirSync(own, { recursive: true });
		writeFileSync(join(own, "cgroup.procs"), String(process.pid));
	}
	try {
		writeFileSync(control, wanted.map((name) => `+${name}`).join(" "));
	} catch (error) {
		if (!isTop) writeFileSync(join(path, "cgroup.procs"), String(process.pid));
		throw error;
	}
}

interface Folders {
	readonly memory: GroupFolder;
	/** Absent where tasks cannot be limited. */
	readonly tasks?: GroupFolder;
}

function openGroup(
	{ memory, tasks }: Folders,
	bytes: number,
	clock: Clock,
): CellGroup {
	const name = `quarterdeck-cell-${process.pid}-${randomBytes(8).toString("hex")}`;
	const path = join(memory.path, name);
	mkdirSync(path);
	const made = [path];
	try {
		for (const [file, value] of limitsOf(memory.version, bytes, path))
			writeFileSync(join(path, file), value);
		if (tasks) {
			const place = join(tasks.path, name);
			if (place !== path) {
				mkdirSync(place);
				made.push(place);
			}
			writeFileSync(join(place, "pids.max"), String(maxTasks));
		}
	} catch (error) {
		for (const one of made) removeEmpty(one);
		throw error;
	}
	const text = (file: string) => readOrEmpty(join(path, file));
	return {
		wrapper: [
			...["sh", "-c", joining, "group", String(made.length)],
			...made.map((one) => join(one, "cgroup.procs")),
		],
		bytes: () =>
			memory.version === 2
				? held(text("memory.current"), text("memory.stat"), "inactive_file")
				: held(
						text("memory.usage_in_bytes"),
						text("memory.stat"),
						"total_inactive_file",
					),
		wasFull: () =>
			memory.version === 2
				? factOf(text("memory.events"), "oom") > 0 &&
					factOf(text("memory.events"), "oom_kill") > 0
				: factOf(text("memory.oom_control"), "oom_kill") > 0 &&
					// The kernel counts those killed for want of the machine's memory too.
					Number(text("memory.max_usage_in_bytes")) > bytes * 0.95,
		remove: () => remove(made, clock),
	};
}

/** The group is joined before anything else is done, so all that follows is in it. */
const joining = `set -eu
count=$1
shift
while [ "$count" -gt 0 ]; do echo 0 > "$1"; shift; count=$((count - 1)); done
exec "$@"`;

/**
 * Without a memory.high: whoever leaks would be slowed for minutes and not be told of. Swap counts or is none, so that a leak is found
 * out in memory.
 */
function limitsOf(
	version: 1 | 2,
	bytes: number,
	path: string,
): readonly (readonly [file: string, value: string])[] {
	const has = (file: string) => existsSync(join(path, file));
	if (version === 2)
		return [
			["memory.max", String(bytes)],
			["memory.oom.group", "1"],
			...(has("memory.swap.max") ? [["memory.swap.max", "0"] as const] : []),
		];
	return [
		["memory.limit_in_bytes", String(bytes)],
		has("memory.memsw.limit_in_bytes")
			? ["memory.memsw.limit_in_bytes", String(bytes)]
			: ["memory.swappiness", "0"],
	];
}

/** A program in a group of its own says where it runs; what it takes is counted. */
async function proveGroups(groups: CellGroups): Promise<string | undefined> {
	const group = groups.open(67_108_864);
	try {
		const [file = "", ...args] = group.wrapper;
		const name = basename(dirname(group.wrapper.at(-1) ?? ""));
		const { code, stdout, stderr } = await runTool([
			file,
			...args,
			"cat",
			"/proc/self/cgroup",
		]);
		if (code !== 0) return stderr.trim().split("\n")[0] || "no group is joined";
		if (!stdout.includes(`/${name}\n`)) return "a program stays outside of it";
		return (group.bytes() ?? 0) >= 0 ? undefined : "memory is not counted";
	} finally {
		await group.remove();
	}
}

/** The kernel says for a moment after the last process has ended that a group is in use. */
async function remove(made: readonly string[], clock: Clock): Promise<void> {
	for (const path of made) {
		const kill = join(path, "cgroup.kill");
		if (existsSync(kill)) writeFileSync(kill, "1");
		for (let attempt = 0; attempt < 50 && !removeEmpty(path); attempt++)
			await pause(clock, 10 + attempt);
	}
}

/** False while something is in it; what stays is removed by a later start. */
function removeEmpty(path: string): boolean {
	try {
		rmdirSync(path);
		return true;
	} catch {
		return !existsSync(path);
	}
}

function removeLeft(folder: string): void {
	for (const name of readdirSync(folder)) {
		const pid = cellGroupName.exec(name)?.[1];
		if (pid !== undefined && !existsSync(`/proc/${pid}`))
			removeEmpty(join(folder, name));
	}
}

function held(
	usage: string,
	stat: string,
	reclaimable: string,
): number | undefined {
	if (usage === "") return undefined;
	return Math.max(0, Number(usage) - factOf(stat, reclaimable));
}

/** The number behind a word, in a file of lines of a word and a number; 0 when there is none. */
function factOf(text: string, word: string): number {
	const line = text.split("\n").find((one) => one.startsWith(`${word} `));
	return Number(line?.slice(word.length + 1) ?? 0);
}

function words(text: string): string[] {
	return text.split(/\s+/).filter(Boolean);
}

function readOrEmpty(file: string): string {
	try {
		return readFileSync(file, "utf8");
	} catch {
		return "";
	}
}

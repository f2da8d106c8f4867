import { readdirSync, readFileSync } from "node:fs";

/** Every process below `pid`, itself included, that is not a corpse. Orphans inside a process namespace stay below its first process. */
export function processesBelow(pid: number): number[] {
	const found: number[] = [];
	const open = [pid];
	for (let next = open.pop(); next !== undefined; next = open.pop()) {
		const state = stateOf(next);
		if (state === undefined) continue;
		if (state !== "Z") found.push(next);
		open.push(...childrenOf(next));
	}
	return found;
}

/** Every process that runs as `uid` and is not a corpse. */
export function processesOfUid(uid: number): number[] {
	return processIds().filter(
		(pid) => uidOf(pid) === uid && stateOf(pid) !== "Z",
	);
}

/** Every uid from `first` on, `count` of them, that some process runs as. */
export function uidsInUse(first: number, count: number): number[] {
	const uids = new Set<number>();
	for (const pid of processIds()) {
		const uid = uidOf(pid);
		if (uid !== undefined && uid >= first && uid < first + count) uids.add(uid);
	}
	return [...uids];
}

/** Where a process runs, in the kernel's words; undefined or empty when it has ended. */
export function cgroupOf(pid: number): string | undefined {
	return read(`/proc/${pid}/cgroup`);
}

/** Whether it has begun to end, or has ended: the kernel tells no more of its cgroup then. */
export function isEnding(pid: number): boolean {
	const fields = (read(`/proc/${pid}/stat`) ?? "").split(") ").at(-1);
	const flags = Number(fields?.split(" ")[6] ?? 0);
	return !fields || (flags & exiting) !== 0;
}
const exiting = 0x4;

function processIds(): number[] {
	return readdirSync("/proc")
		.filter((name) => /^\d+$/.test(name))
		.map(Number);
}

function childrenOf(pid: number): number[] {
	const tasks = listed(`/proc/${pid}/task`);
	return tasks.flatMap((task) =>
		(read(`/proc/${pid}/task/${task}/children`) ?? "")
			.split(" ")
			.filter(Boolean)
			.map(Number),
	);
}

function listed(dir: string): string[] {
	try {
		return readdirSync(dir);
	} catch {
		return [];
	}
}

/** The state letter; the name before it is in brackets and may hold anything. */
function stateOf(pid: number): string | undefined {
	const text = read(`/proc/${pid}/stat`);
	return text === undefined
		? undefined
		: text.slice(text.lastIndexOf(")") + 2, text.lastIndexOf(")") + 3);
}

function uidOf(pid: number): number | undefined {
	const uid = /^Uid:\s+(\d+)/m.exec(read(`/proc/${pid}/status`) ?? "")?.[1];
	return uid === undefined ? undefined : Number(uid);
}

function read(file: string): string | undefined {
	try {
		return readFileSync(file, "utf8");
	} catch {
		return undefined;
	}
}

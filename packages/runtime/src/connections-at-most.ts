import { readFileSync } from "node:fs";

/** Descriptors that a process needs for files, its database, the bus and programs, whoever connects to it. */
const ownDescriptors = 100;
const fewest = 16;

/**
 * How many connections a server may have: `wished`, or what the descriptors of this process allow when it keeps some for itself. With
 * all of them given to connections, a process can open no file and start no program.
 */
export function connectionsAtMost(
	wished: number,
	descriptors: number = openFileLimit(),
): number {
	const spare = Math.min(descriptors * 0.75, descriptors - ownDescriptors);
	return Math.min(wished, Math.max(fewest, Math.floor(spare)));
}

/** Node raises the limit to the hard one when it starts. Infinity where there is none, or no /proc. */
function openFileLimit(): number {
	try {
		const limits = readFileSync("/proc/self/limits", "latin1");
		const soft = /^Max open files\s+(\d+)/m.exec(limits)?.[1];
		return soft === undefined ? Number.POSITIVE_INFINITY : Number(soft);
	} catch {
		return Number.POSITIVE_INFINITY;
	}
}

import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

const ticksPerSecond = Number(
	execFileSync("getconf", ["CLK_TCK"], { encoding: "utf8" }),
);

/** Milliseconds of processor time. */
export interface ProcessorTime {
	readonly ownMs: number;
	/** Of the children it has waited for, and theirs. */
	readonly childrenMs: number;
}

/** What a process has used so far (Linux). */
export function processorTime(pid: number): ProcessorTime {
	const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
	// The name, in brackets, may hold anything.
	const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
	const ms = (...at: readonly number[]) =>
		(at.reduce((sum, i) => sum + Number(fields[i]), 0) * 1000) / ticksPerSecond;
	return { ownMs: ms(11, 12), childrenMs: ms(13, 14) };
}

/** Every process whose parent is `pid`, and theirs. */
export function descendantsOf(pid: number): readonly number[] {
	const children = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8")
		.trim()
		.split(" ")
		.filter((one) => one !== "")
		.map(Number);
	return children.flatMap((child) => [child, ...descendantsOf(child)]);
}

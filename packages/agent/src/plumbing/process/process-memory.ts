import { readFileSync } from "node:fs";

/**
 * Bytes of memory that the processes hold, as far as that can be seen from outside: what is theirs alone, what they share in memory,
 * and what of it was swapped out; program text that the kernel can read again is not counted. What no process maps is not seen.
 * `fileBytes` are those of their own file systems in memory, which they may map as well and which then count once.
 */
export function memoryOf(
	pids: readonly number[],
	{
		fileBytes,
		limitBytes,
	}: { readonly fileBytes: number; readonly limitBytes: number },
): number {
	const quick = sum(pids, statusOf, fileBytes);
	// Pages that a parent and its children share count for each of them: looked at closely only where that would cost a plugin its life.
	return quick <= limitBytes ? quick : sum(pids, shareOf, fileBytes);
}

interface Held {
	readonly own: number;
	readonly shared: number;
}

function sum(
	pids: readonly number[],
	look: (pid: number) => Held,
	fileBytes: number,
): number {
	let own = 0;
	let shared = 0;
	for (const held of pids.map(look)) {
		own += held.own;
		shared += held.shared;
	}
	return own + Math.max(shared, fileBytes);
}

/** Cheap, and told to everybody. */
function statusOf(pid: number): Held {
	const text = read(`/proc/${pid}/status`) ?? "";
	return {
		own: bytesOf(text, "RssAnon") + bytesOf(text, "VmSwap"),
		shared: bytesOf(text, "RssShmem"),
	};
}

/** Each page divided by those who share it. It takes a right over the process, which an agent that only may change uids lacks. */
function shareOf(pid: number): Held {
	const text = read(`/proc/${pid}/smaps_rollup`);
	if (text === undefined || !/^Pss_Anon:/m.test(text)) return statusOf(pid);
	return {
		own: bytesOf(text, "Pss_Anon") + bytesOf(text, "SwapPss"),
		shared: bytesOf(text, "Pss_Shmem"),
	};
}

function bytesOf(text: string, name: string): number {
	const kibibytes = new RegExp(`^${name}:\\s+(\\d+) kB`, "m").exec(text)?.[1];
	return Number(kibibytes ?? 0) * 1024;
}

/** Undefined for a process that has ended, or may not be looked at. */
function read(file: string): string | undefined {
	try {
		return readFileSync(file, "utf8");
	} catch {
		return undefined;
	}
}

import { statfsSync } from "node:fs";
import type { CellGroup } from "./cell-group.ts";
import { memoryOf } from "./process-memory.ts";

/** What everything in a cell holds in memory. */
export interface CellMemory {
	readonly limitBytes: number;
	/** Given the pid of the wrapper. `isOver`: it took more than it may, now or, where the kernel keeps the limit, at any time. */
	look(wrapperPid: number): {
		readonly bytes: number;
		readonly isOver: boolean;
	};
}

/** Counted and bounded by the kernel; the last figure stays when the group is gone. */
export function memoryOfGroup(
	group: CellGroup,
	limitBytes: number,
): CellMemory {
	let last = { bytes: 0, isOver: false };
	return {
		limitBytes,
		look() {
			const bytes = group.bytes();
			if (bytes !== undefined)
				last = { bytes, isOver: last.isOver || group.wasFull() };
			return last;
		},
	};
}

/** Looked up process by process, where no group can be made: between two looks it is not bounded. */
export function memoryOfProcesses(
	cell: {
		processes(wrapperPid: number): number[];
		/** The cell's file system in memory; undefined where it has none. */
		fileSystem(wrapperPid: number): string | undefined;
	},
	limitBytes: number,
): CellMemory {
	return {
		limitBytes,
		look(wrapperPid) {
			const folder = cell.fileSystem(wrapperPid);
			const bytes = memoryOf(cell.processes(wrapperPid), {
				fileBytes: folder === undefined ? 0 : (usedIn(folder)?.used ?? 0),
				limitBytes,
			});
			return { bytes, isOver: bytes > limitBytes };
		},
	};
}

/** Bytes in use and left of a file system; undefined when it is gone. */
export function usedIn(
	folder: string,
): { readonly used: number; readonly free: number } | undefined {
	try {
		const { bsize, blocks, bfree } = statfsSync(folder);
		return { used: (blocks - bfree) * bsize, free: bfree * bsize };
	} catch {
		return undefined;
	}
}

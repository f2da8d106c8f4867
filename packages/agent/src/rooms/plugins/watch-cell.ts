import type { Clock, Timer } from "@quarterdeck/runtime";
import type { PluginCell } from "./plugin-sandbox.ts";

/** What is known of a cell while its plugin runs. */
export interface CellWatch {
	/** Bytes of memory of everything in it, at the last look. */
	memoryBytes(): number;
	/** Why the plugin is ended, in words that follow "it"; undefined while nothing is wrong. Looks once more if it was just in time. */
	problem(): string | undefined;
	/** Looks a last time; the cell may go. */
	end(): void;
}

const firstLookMs = 250;
const longestLookMs = 4000;
/** What a program grows by without being suspected. */
const smallGrowthBytes = 4_194_304;
const diskLookMs = 10_000;

/**
 * Ends a plugin that takes more memory than it may, and, where `keepsDisk` asks for it, one that fills its folder. It looks often while
 * the memory grows, and every four seconds while it does not. Where the kernel bounds the memory, the look only finds out what the
 * kernel did: of a cell that has lost one of its processes the rest is ended, because nobody knows what it still can do.
 */
export function watchCell({
	cell,
	pid,
	clock,
	keepsDisk,
	end,
}: {
	readonly cell: PluginCell;
	/** Of the wrapper. */
	readonly pid: number;
	readonly clock: Clock;
	/** For a plugin that runs for long: the folder is not looked at when a run ends, so it is from time to time. */
	readonly keepsDisk: boolean;
	/** Ends the plugin's process. Called once, at most. */
	readonly end: () => void;
}): CellWatch {
	let bytes = 0;
	let problem: string | undefined;
	let delayMs = firstLookMs;
	let isEnded = false;
	let timer: Timer | undefined;
	let diskTimer: Timer | undefined;

	function found(why: string): void {
		if (problem !== undefined || isEnded) return;
		problem = why;
		end();
	}
	function look(): void {
		if (isEnded) return;
		const seen = cell.memory.look(pid);
		const grown = seen.bytes - bytes;
		bytes = seen.bytes;
		delayMs =
			grown > smallGrowthBytes
				? firstLookMs
				: Math.min(delayMs * 2, longestLookMs);
		if (seen.isOver)
			found(
				`used more than ${mebibytes(cell.memory.limitBytes)} of memory and was ended`,
			);
	}
	function lookLater(): void {
		timer = clock.after(delayMs, () => {
			look();
			if (!isEnded && problem === undefined) lookLater();
		});
	}
	async function lookAtDisk(): Promise<void> {
		if (await cell.isFull(pid)) found("filled its folder and was ended");
		else if (!isEnded) diskLater();
	}
	function diskLater(): void {
		diskTimer = clock.after(diskLookMs, () => {
			// A folder that cannot be measured is looked at again.
			lookAtDisk().catch(() => !isEnded && diskLater());
		});
	}
	lookLater();
	if (keepsDisk) diskLater();
	return {
		memoryBytes: () => bytes,
		problem() {
			if (problem === undefined) look();
			return problem;
		},
		end() {
			look();
			isEnded = true;
			timer?.cancel();
			diskTimer?.cancel();
		},
	};
}

function mebibytes(bytes: number): string {
	return `${Math.round(bytes / 1_048_576)} MiB`;
}

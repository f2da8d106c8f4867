import type { Clock, Log } from "@quarterdeck/runtime";

const logEveryMs = 5000;
const mebibyte = 1_048_576;

/** How far a download is, for a person. */
export function progressText(
	what: string,
	bytes: number,
	totalBytes: number | undefined,
): string {
	const of =
		totalBytes === undefined ? "" : ` of ${(totalBytes / mebibyte).toFixed(1)}`;
	return bytes === 0 && totalBytes === undefined
		? `downloading ${what}`
		: `downloading ${what}: ${(bytes / mebibyte).toFixed(1)}${of} MiB`;
}

/** Tells the log of a download: its end, and every few seconds of a long one. */
export function createProgressLog(
	log: Log,
	clock: Clock,
	what: string,
): {
	told(bytes: number, totalBytes: number | undefined): void;
	done(): void;
} {
	const startedMs = clock.monotonicMs();
	let toldMs = startedMs;
	let last = 0;
	return {
		told(bytes, totalBytes) {
			last = bytes;
			const nowMs = clock.monotonicMs();
			if (nowMs - toldMs < logEveryMs) return;
			toldMs = nowMs;
			log.info("downloading a file of a plugin", {
				name: what,
				bytes,
				...(totalBytes === undefined ? {} : { limit: totalBytes }),
			});
		},
		done() {
			log.info("downloaded a file of a plugin", {
				name: what,
				bytes: last,
				durationMs: Math.round(clock.monotonicMs() - startedMs),
			});
		},
	};
}

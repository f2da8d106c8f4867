import { createHash } from "node:crypto";
import { maxPartBytes, type RunOutput } from "@quarterdeck/contract";
import type { Clock, Timer } from "@quarterdeck/runtime";

/** The output of one run on its way out: few large parts instead of many small ones, counted, cut at its cap. */
export interface RunOutputs {
	/** Takes a piece. Resolves when more may come; a reader that is behind makes it wait. After the cap it only counts. */
	push(kind: RunOutput["kind"], bytes: Uint8Array): Promise<void>;
	/** Sends what is held back. Rejects when a part could not be sent. */
	end(): Promise<void>;
	/** What was written, what of it was sent, and the SHA-256 (hex) of what was sent. */
	totals(): {
		readonly outputBytes: number;
		readonly sentBytes: number;
		readonly digest: string;
	};
}

/** Small pieces wait this long for company; the first one does not wait, because somebody is looking at an empty screen. */
const gatherMs = 10;

/** An output that writes to `write`, which resolves when there is room for more. */
export function createRunOutputs(deps: {
	readonly write: (output: RunOutput) => Promise<void>;
	readonly maxBytes: number;
	readonly clock: Clock;
}): RunOutputs {
	const hash = createHash("sha256");
	let held: Uint8Array[] = [];
	let heldBytes = 0;
	let heldKind: RunOutput["kind"] = "stdout";
	let timer: Timer | undefined;
	let outputBytes = 0;
	let sentBytes = 0;
	let writing: Promise<void> = Promise.resolve();

	function write(kind: RunOutput["kind"], bytes: Uint8Array): void {
		sentBytes += bytes.length;
		hash.update(bytes);
		const before = writing;
		writing = before.then(() => deps.write({ kind, bytes }));
		// Looked at by whoever pushes next, or by `end`.
		writing.catch(() => {});
	}
	function flush(): void {
		timer?.cancel();
		timer = undefined;
		if (heldBytes === 0) return;
		const all = held.length === 1 ? held[0] : Buffer.concat(held, heldBytes);
		held = [];
		heldBytes = 0;
		for (let at = 0; all && at < all.length; at += maxPartBytes)
			write(heldKind, all.subarray(at, at + maxPartBytes));
	}
	function hold(kind: RunOutput["kind"], bytes: Uint8Array): void {
		if (kind !== heldKind) flush();
		heldKind = kind;
		held.push(bytes);
		heldBytes += bytes.length;
	}
	return {
		async push(kind, bytes) {
			const room = Math.max(0, deps.maxBytes - outputBytes);
			const isFirst = outputBytes === 0;
			outputBytes += bytes.length;
			const kept = bytes.length > room ? bytes.subarray(0, room) : bytes;
			if (kept.length === 0) return;
			hold(kind, kept);
			if (!isFirst && heldBytes < maxPartBytes) {
				timer ??= deps.clock.after(gatherMs, flush);
				return;
			}
			flush();
			await writing;
		},
		async end() {
			flush();
			await writing;
		},
		totals: () => ({
			outputBytes,
			sentBytes,
			digest: hash.copy().digest("hex"),
		}),
	};
}

import { useEffect, useState } from "react";
import type { ApiFailure } from "../../../data/api-failure.ts";
import { fetchStoredOutput } from "../stored-output.ts";
import { createLineList, type LineList } from "./line-list.ts";

/** Which part of an output that is too large for a browser. */
export type Part = "beginning" | "end";

export interface StoredLines {
	readonly lines: LineList;
	/** Grows while it is read: the list itself is the same all along. */
	readonly count: number;
	readonly state: "reading" | "read" | "gone" | "failed";
	readonly error: ApiFailure | undefined;
	readonly totalBytes: number;
	readonly readBytes: number;
}

/** A browser holds so much text without becoming slow. */
export const maxViewedBytes = 33_554_432;
/** Often enough to see it come, seldom enough not to be busy with showing it. */
const reportEveryMs = 200;

/** Reads a kept output, or as much of it as can be viewed, and tells of it as it comes. */
export function useStoredLines(address: string, part: Part): StoredLines {
	const [kept, setKept] = useState<StoredLines>(nothingYet);
	useEffect(() => {
		const over = new AbortController();
		setKept(nothingYet());
		const range =
			part === "end" ? `-${maxViewedBytes}` : `0-${maxViewedBytes - 1}`;
		readLines(address, range, { signal: over.signal, report: setKept }).catch(
			(thrown: unknown) => {
				if (over.signal.aborted) return;
				setKept((old) => ({
					...old,
					state: "failed",
					error: thrown as ApiFailure,
				}));
			},
		);
		return () => over.abort();
	}, [address, part]);
	return kept;
}

function nothingYet(): StoredLines {
	return {
		lines: createLineList(),
		count: 0,
		state: "reading",
		error: undefined,
		totalBytes: 0,
		readBytes: 0,
	};
}

async function readLines(
	address: string,
	range: string,
	on: {
		readonly signal: AbortSignal;
		readonly report: (kept: StoredLines) => void;
	},
): Promise<void> {
	const { signal, report } = on;
	const answer = await fetchStoredOutput(address, range, signal);
	const begun = nothingYet();
	if (answer === "gone") return report({ ...begun, state: "gone" });
	const { lines } = begun;
	const { totalBytes } = answer;
	const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
	const reader = answer.body.getReader();
	let readBytes = 0;
	let reportedAt = 0;
	for (;;) {
		const { done, value } = await reader.read();
		if (signal.aborted) return;
		if (done) break;
		readBytes += value.length;
		lines.push(decoder.decode(value, { stream: true }));
		if (lines.isFull) {
			await reader.cancel();
			break;
		}
		if (performance.now() - reportedAt < reportEveryMs) continue;
		reportedAt = performance.now();
		report({ ...begun, count: lines.count, totalBytes, readBytes });
	}
	lines.push(decoder.decode());
	lines.end();
	report({
		...begun,
		state: "read",
		count: lines.count,
		totalBytes,
		readBytes,
	});
}

import { createHash } from "node:crypto";
import { AppError, type RunOutput } from "@quarterdeck/contract";
import type { NewEvent } from "../follow/command-feed.ts";
import type { OutputWriter } from "./command-outputs.ts";
import { createOutputKeeper } from "./keep-output.ts";
import { createLineFilter } from "./line-filter.ts";
import { createShownText, replacedNote } from "./shown-text.ts";

/** How much came, and how much of it listeners saw. */
export interface OutputSummary {
	/** Bytes that were taken. */
	readonly bytes: number;
	/** Bytes that came: more than were taken when the agent passed its limit. */
	readonly writtenBytes: number;
	/** SHA-256 (hex) of what was taken, stdout and stderr in their order. */
	readonly digest: string;
	/** Whether the whole of it is kept. */
	readonly isKept: boolean;
	/** Whether listeners saw less than what came, apart from a filter. */
	readonly isCut: boolean;
	/** Lines the filter let through; undefined without a filter. */
	readonly keptLines: number | undefined;
}

/** Sends one run's output on: all of it to the store, its beginning to the listeners. */
export interface RunOutputTap {
	/**
	 * Resolves when the store took it: this is the back-pressure that reaches the plugin.
	 * @throws AppError OUTPUT_OVER_LIMIT when more comes than is allowed; what came before is kept.
	 */
	take(output: RunOutput): Promise<void>;
	/** Publishes what was held back, and seals or discards the stored output. Called once. */
	finish(): Promise<OutputSummary>;
}

/** Listeners are shown no more pieces than a run of their size has; a flood of tiny ones would cost far more than its bytes. */
const pieceBytes = 32;
const leastPieces = 1000;

/**
 * A tap for one cluster. Text is cut only between characters, even when the bytes arrive cut within one.
 * stderr passes a filter unfiltered: an error that a filter swallows would be silence.
 */
export function createRunOutput(deps: {
	readonly cluster: string;
	/** False when there was no room for the event. */
	readonly publish: (event: NewEvent) => boolean;
	readonly writer: OutputWriter | undefined;
	readonly filter: string | undefined;
	/** Bytes that are taken at all. The agent keeps to it; this is for one that does not. */
	readonly maxBytes: number;
	/** Bytes that listeners are shown; the rest is in the store. */
	readonly inlineBytes: number;
	/** Where a person finds the whole. */
	readonly outputUrl: string;
	readonly onWriteError: (error: unknown) => void;
}): RunOutputTap {
	const { cluster, publish, inlineBytes } = deps;
	const hash = createHash("sha256");
	const texts = { stdout: createShownText(), stderr: createShownText() };
	const lines =
		deps.filter === undefined ? undefined : createLineFilter(deps.filter);
	const keeper = createOutputKeeper({
		writer: deps.writer,
		onError: deps.onWriteError,
		onLost: () =>
			publish({
				kind: "note",
				cluster,
				text: "The output cannot be kept; only what is shown here is left.",
			}),
	});
	const maxPieces = Math.max(leastPieces, inlineBytes / pieceBytes);
	let bytes = 0;
	let writtenBytes = 0;
	let shownBytes = 0;
	let shownPieces = 0;
	let isCut = false;
	let saysReplaced = false;

	function show(kind: "stdout" | "stderr", text: string): void {
		if (text === "" || isCut) return;
		const room = inlineBytes - shownBytes;
		const shown = beginningOf(text, room);
		const isShown =
			shown !== "" &&
			shownPieces < maxPieces &&
			publish({ kind, cluster, text: shown });
		if (isShown) {
			shownBytes += Buffer.byteLength(shown);
			shownPieces += 1;
		} else isCut = true;
		if (shown.length < text.length) isCut = true;
		if (isCut) publishCut();
	}
	function publishCut(): void {
		const where = keeper.isKeeping
			? ` All that is kept of it: ${deps.outputUrl}`
			: "";
		publish({
			kind: "note",
			cluster,
			text: `Only the first ${shownBytes} bytes are shown here.${where}`,
			shownBytes,
			ofView: true,
		});
	}
	function noteReplaced(): void {
		const isReplaced = texts.stdout.isReplaced || texts.stderr.isReplaced;
		if (saysReplaced || !isReplaced || !keeper.isKeeping) return;
		saysReplaced = true;
		publish({
			kind: "note",
			cluster,
			text: replacedNote(deps.outputUrl),
			ofView: true,
		});
	}
	function sift(kind: "stdout" | "stderr", text: string): string {
		return kind === "stdout" && lines ? lines.push(text) : text;
	}
	return {
		async take({ kind, bytes: all }) {
			const piece = all.subarray(0, deps.maxBytes - bytes);
			writtenBytes += all.length;
			bytes += piece.length;
			if (piece.length > 0) {
				hash.update(piece);
				show(kind, sift(kind, texts[kind].push(piece)));
				await keeper.keep({ kind, bytes: piece });
			}
			if (piece.length < all.length)
				throw new AppError("OUTPUT_OVER_LIMIT", {
					cluster,
					limit: deps.maxBytes,
				});
		},
		async finish() {
			show("stdout", sift("stdout", texts.stdout.end()));
			show("stdout", lines?.end() ?? "");
			show("stderr", texts.stderr.end());
			noteReplaced();
			const isKept = await keeper.finish(bytes === 0);
			return {
				bytes,
				writtenBytes,
				digest: hash.digest("hex"),
				isKept,
				isCut,
				keptLines: lines?.kept,
			};
		},
	};
}

/** As much of the text as fits into so many bytes of UTF-8, cut between characters. */
function beginningOf(text: string, maxBytes: number): string {
	if (text.length * 3 <= maxBytes) return text;
	const all = Buffer.from(text);
	if (all.length <= maxBytes) return text;
	let end = Math.max(0, maxBytes);
	while (end > 0 && ((all[end] ?? 0) & 0xc0) === 0x80) end -= 1;
	return all.subarray(0, end).toString("utf8");
}

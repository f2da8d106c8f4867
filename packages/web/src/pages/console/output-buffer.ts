export interface OutputPiece {
	readonly kind: "stdout" | "stderr";
	readonly text: string;
}

/** What is shown of an output: all of it in `head`, or its beginning and its end with a gap between them. */
export interface OutputView {
	readonly head: readonly OutputPiece[];
	/** Characters between head and tail that are not kept here. */
	readonly omitted: number;
	readonly tail: readonly OutputPiece[];
}

/** One run's output as it comes: the first and the last of it, so that any amount costs the same. */
export interface OutputBuffer {
	append(kind: OutputPiece["kind"], text: string): void;
	view(): OutputView;
	/** Characters held now. */
	readonly held: number;
}

/** Pieces of one kind grow up to this size, so that output that trickles makes no million of them. */
const pieceCharacters = 4096;

export function createOutputBuffer(
	limits: { readonly head: number; readonly tail: number } = {
		head: 16_384,
		tail: 16_384,
	},
): OutputBuffer {
	const head: OutputPiece[] = [];
	let tail: OutputPiece[] = [];
	let headHeld = 0;
	let isHeadFull = false;
	let tailHeld = 0;
	let omitted = 0;

	/** Cutting on every append would copy the tail each time: it may grow to twice its size first. */
	function cutTail(): void {
		if (tailHeld <= limits.tail * 2) return;
		const kept = lastOf(tail, limits.tail);
		const held = lengthOf(kept);
		omitted += tailHeld - held;
		tail = kept;
		tailHeld = held;
	}
	return {
		append(kind, text) {
			const room = isHeadFull ? 0 : Math.max(0, limits.head - headHeld);
			const end = text.length <= room ? text.length : whole(text, room);
			// What does not fit ends the head for good: nothing comes behind what is in the tail.
			if (end < text.length) isHeadFull = true;
			push(head, kind, text.slice(0, end));
			headHeld += end;
			const rest = text.slice(end);
			push(tail, kind, rest);
			tailHeld += rest.length;
			cutTail();
		},
		view() {
			if (omitted === 0 && tailHeld <= limits.tail)
				return { head: merged([...head, ...tail]), omitted: 0, tail: [] };
			const shown = fromLineStart(lastOf(tail, limits.tail));
			return {
				head: merged(head),
				omitted: omitted + tailHeld - lengthOf(shown),
				tail: merged(shown),
			};
		},
		get held() {
			return headHeld + tailHeld;
		},
	};
}

function push(
	pieces: OutputPiece[],
	kind: OutputPiece["kind"],
	text: string,
): void {
	if (text === "") return;
	const last = pieces.at(-1);
	if (last?.kind === kind && last.text.length < pieceCharacters)
		pieces[pieces.length - 1] = { kind, text: last.text + text };
	else pieces.push({ kind, text });
}

function merged(pieces: readonly OutputPiece[]): OutputPiece[] {
	const all: { kind: OutputPiece["kind"]; text: string }[] = [];
	for (const { kind, text } of pieces) {
		const last = all.at(-1);
		if (last?.kind === kind) last.text += text;
		else all.push({ kind, text });
	}
	return all;
}

function lastOf(
	pieces: readonly OutputPiece[],
	characters: number,
): OutputPiece[] {
	const kept: OutputPiece[] = [];
	let room = characters;
	for (const piece of pieces.toReversed()) {
		if (room <= 0) break;
		const { kind, text } = piece;
		const start = text.length - room;
		kept.push(
			start <= 0 ? piece : { kind, text: text.slice(whole(text, start)) },
		);
		room -= text.length;
	}
	return kept.reverse();
}

/** Without the rest of a line whose beginning is gone, where a line begins soon. */
function fromLineStart(pieces: readonly OutputPiece[]): OutputPiece[] {
	const [first, ...others] = pieces;
	if (!first) return [];
	const end = first.text.indexOf("\n");
	if (end < 0 || end > 2000) return [first, ...others];
	return [{ kind: first.kind, text: first.text.slice(end + 1) }, ...others];
}

/** The place, or the one behind it where it would cut a character in two. */
function whole(text: string, at: number): number {
	const code = text.charCodeAt(at);
	return at > 0 && code >= 0xdc00 && code <= 0xdfff ? at + 1 : at;
}

function lengthOf(pieces: readonly OutputPiece[]): number {
	return pieces.reduce((sum, { text }) => sum + text.length, 0);
}

/*
 * A small language for the texts that people may give:
 *   pattern  one or more pieces, which cover the whole text
 *   piece    a character or a class, and how often: nothing, ?, *, +, {3}, {1,8}
 *   class    [a-z0-9_] or [^…] with characters and ranges; . for any character; \ before a character means itself
 * There are no groups and no alternatives, so that a text is matched in one pass, however the pattern is written: a
 * regular expression of JavaScript can take minutes for thirty characters.
 */

interface Piece {
	readonly fits: (character: string) => boolean;
	readonly isOptional: boolean;
	readonly repeats: boolean;
}

const mostPieces = 512;

/**
 * The pattern as a function that tells whether a text matches as a whole. It takes time by the product of both lengths.
 *
 * @throws an error that says what of the pattern cannot be read.
 */
export function readPattern(pattern: string): (text: string) => boolean {
	const characters = [...pattern];
	const pieces: Piece[] = [];
	let at = 0;
	while (at < characters.length) {
		const one = readOne(characters, at);
		const often = readOften(characters, one.next);
		at = often.next;
		pieces.push(...repeated(one.fits, often));
		if (pieces.length > mostPieces)
			throw new Error(`it stands for more than ${mostPieces} characters`);
	}
	if (pieces.length === 0) throw new Error("it is empty");
	return (text) => matches(pieces, text);
}

/** Walks all places of the pattern that the text so far can have led to. */
function matches(pieces: readonly Piece[], text: string): boolean {
	let places = new Set<number>();
	const enter = (into: Set<number>, from: number) => {
		for (let place = from; !into.has(place); place++) {
			into.add(place);
			if (!pieces[place]?.isOptional) return;
		}
	};
	enter(places, 0);
	for (const character of text) {
		const next = new Set<number>();
		for (const place of places) {
			const piece = pieces[place];
			if (!piece?.fits(character)) continue;
			enter(next, place + 1);
			if (piece.repeats) enter(next, place);
		}
		places = next;
		if (places.size === 0) return false;
	}
	return places.has(pieces.length);
}

interface Read {
	readonly fits: Piece["fits"];
	readonly next: number;
}

function readOne(characters: readonly string[], at: number): Read {
	const character = characters[at] ?? "";
	if (character === "[") return readClass(characters, at + 1);
	if (character === ".") return { fits: () => true, next: at + 1 };
	if (character === "\\") return literal(escaped(characters, at), at + 2);
	if ("()|^$*+?{}]".includes(character))
		throw new Error(
			`"${character}" cannot stand there: a pattern has characters, classes such as [a-z0-9] and ?, *, +, {1,8}; it always covers the whole text`,
		);
	return literal(character, at + 1);
}

function literal(wanted: string, next: number): Read {
	return { fits: (character) => character === wanted, next };
}

/** Letters are refused: `\d` of regular expressions would quietly mean the letter d. */
function escaped(characters: readonly string[], at: number): string {
	const character = characters[at + 1];
	if (character === undefined || /[A-Za-z0-9]/.test(character))
		throw new Error(`"\\${character ?? ""}" is not known: write a class`);
	return character;
}

function readClass(characters: readonly string[], start: number): Read {
	const isNot = characters[start] === "^";
	const ranges: (readonly [string, string])[] = [];
	let at = isNot ? start + 1 : start;
	const character = () => {
		const one = characters[at];
		if (one === undefined) throw new Error("a class has no ]");
		const isEscaped = one === "\\";
		const read = isEscaped ? escaped(characters, at) : one;
		at += isEscaped ? 2 : 1;
		return read;
	};
	while (characters[at] !== "]") {
		const first = character();
		const isRange =
			characters[at] === "-" && ![undefined, "]"].includes(characters[at + 1]);
		if (isRange) at += 1;
		const last = isRange ? character() : first;
		if (codeOf(last) < codeOf(first))
			throw new Error(`the range ${first}-${last} is the wrong way round`);
		ranges.push([first, last]);
	}
	if (ranges.length === 0) throw new Error("a class is empty");
	const fits = (one: string) =>
		isNot !==
		ranges.some(
			([first, last]) =>
				codeOf(one) >= codeOf(first) && codeOf(one) <= codeOf(last),
		);
	return { fits, next: at + 1 };
}

function codeOf(character: string): number {
	return character.codePointAt(0) ?? 0;
}

interface Often {
	readonly least: number;
	/** Undefined: as often as there are characters. */
	readonly most: number | undefined;
	readonly next: number;
}

function readOften(characters: readonly string[], at: number): Often {
	const mark = characters[at] ?? "";
	if (mark === "?") return { least: 0, most: 1, next: at + 1 };
	if (mark === "*") return { least: 0, most: undefined, next: at + 1 };
	if (mark === "+") return { least: 1, most: undefined, next: at + 1 };
	if (mark !== "{") return { least: 1, most: 1, next: at };
	const rest = characters.slice(at, at + 12).join("");
	const read = /^\{(\d{1,3})(?:,(\d{1,3}))?\}/.exec(rest);
	if (!read) throw new Error('a "{" is not the start of {3} or {1,8}');
	const least = Number(read[1]);
	const most = Number(read[2] ?? read[1]);
	if (most < least || most === 0) throw new Error(`${read[0]} matches nothing`);
	return { least, most, next: at + read[0].length };
}

function repeated(fits: Piece["fits"], { least, most }: Often): Piece[] {
	const once = (isOptional: boolean, repeats = false): Piece => ({
		fits,
		isOptional,
		repeats,
	});
	const needed = Array.from({ length: least }, () => once(false));
	if (most === undefined) return [...needed, once(true, true)];
	return [...needed, ...Array.from({ length: most - least }, () => once(true))];
}

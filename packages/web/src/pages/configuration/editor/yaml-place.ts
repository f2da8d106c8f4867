/** Where in a YAML text the cursor stands; `[]` in a path stands for an item of a list. */
export interface YamlPlace {
	/** To the mapping a key is typed into, or to the value that is typed. */
	readonly path: readonly string[];
	readonly role: "key" | "value";
	/** Offset where the word at the cursor begins. */
	readonly from: number;
	/** The word up to the cursor, without an opening quote. */
	readonly typed: string;
	/** Within `{ }` or `[ ]` on this line. */
	readonly inFlow: boolean;
	/** Where the keys of the mapping begin on their lines. */
	readonly column: number;
	/** Keys the mapping has already. */
	readonly siblings: readonly string[];
}

/**
 * Finds the place by indentation and by the brackets of the cursor's line, so that it works while the text is not YAML yet.
 * Undefined in comments and in blocks of text (`|`, `>`), where nothing is a key.
 */
export function placeAt(text: string, offset: number): YamlPlace | undefined {
	const lines = text.split("\n");
	const row = text.slice(0, offset).split("\n").length - 1;
	const line = lines[row] ?? "";
	const lineStart = text.lastIndexOf("\n", offset - 1) + 1;
	const before = line.slice(0, offset - lineStart);
	const { dashes, column } = readLine(before);
	const first = dashes[0];
	const above = pathAbove(lines, row, first ?? column, first !== undefined);
	const frames = scanFlow(before.slice(column));
	const top = frames?.at(-1);
	if (!above || !frames || !top) return undefined;
	const typed = before.slice(column + top.wordAt);
	const inFlow = frames.length > 1;
	return {
		path: [...above, ...dashes.map(() => item), ...frames.flatMap(stepOf)],
		role:
			top.kind === "list" || top.key !== undefined ? "value" : ("key" as const),
		from: offset - typed.length,
		typed: typed.replace(/^["']/, ""),
		inFlow,
		column,
		siblings: inFlow ? top.keys : siblingsOf(lines, row, column, dashes.length),
	};
}

export const item = "[]";

interface Line {
	readonly dashes: readonly number[];
	/** Where what follows the dashes begins. */
	readonly column: number;
	readonly key: string | undefined;
	/** What stands behind the key. */
	readonly tail: string;
	readonly isEmpty: boolean;
}

function readLine(line: string): Line {
	const dashes: number[] = [];
	let column = indentFrom(line, 0);
	while (line[column] === "-" && /^(\s|$)/.test(line.slice(column + 1))) {
		dashes.push(column);
		column = indentFrom(line, column + 1);
	}
	const rest = line.slice(column);
	const colon = keyEnd(rest);
	return {
		dashes,
		column,
		key: colon < 0 ? undefined : unquoted(rest.slice(0, colon)),
		tail: colon < 0 ? "" : rest.slice(colon + 1).trim(),
		isEmpty: (rest === "" && dashes.length === 0) || rest.startsWith("#"),
	};
}

function indentFrom(line: string, start: number): number {
	let at = start;
	while (line[at] === " " || line[at] === "\t") at += 1;
	return at;
}

/** Where the colon behind the first key of a line stands; -1 where there is none. */
function keyEnd(rest: string): number {
	if (/^[{[#]/.test(rest)) return -1;
	const quote = rest[0];
	const start = quote === '"' || quote === "'" ? rest.indexOf(quote, 1) + 1 : 0;
	for (let at = start; at < rest.length; at++) {
		if (rest[at] === "#" && /\s/.test(rest[at - 1] ?? "")) return -1;
		if (rest[at] === ":" && /^(\s|$)/.test(rest.slice(at + 1, at + 2)))
			return at;
	}
	return -1;
}

function unquoted(key: string): string {
	const word = key.trim();
	return /^(".*"|'.*')$/.test(word) ? word.slice(1, -1) : word;
}

/** Keys above a line, from the root; undefined within a block of text. */
function pathAbove(
	lines: readonly string[],
	row: number,
	column: number,
	isItem: boolean,
): string[] | undefined {
	const path: string[] = [];
	let limit = column;
	let atItem = isItem;
	for (let r = row - 1; r >= 0 && (limit > 0 || atItem); r--) {
		const line = readLine(lines[r] ?? "");
		if (line.isEmpty) continue;
		if (line.column < limit || (atItem && line.column === limit)) {
			if (/^[|>]/.test(line.tail)) return undefined;
			// An item of a list may stand right below the list's key.
			if (line.key !== undefined) path.unshift(line.key);
			limit = line.column;
			atItem = false;
		}
		for (const dash of line.dashes.toReversed()) {
			if (dash >= limit) continue;
			path.unshift(item);
			limit = dash;
			atItem = true;
		}
	}
	return path;
}

interface Frame {
	readonly kind: "block" | "map" | "list";
	/** The key whose value is being typed. */
	key: string | undefined;
	readonly keys: string[];
	/** Where the word that is being typed begins. */
	wordAt: number;
}

function stepOf(frame: Frame): string[] {
	if (frame.kind === "list") return [item];
	return frame.key === undefined ? [] : [frame.key];
}

/** The open brackets of a line's content, outermost first; undefined when it ends in a comment. */
function scanFlow(content: string): Frame[] | undefined {
	const frames: Frame[] = [newFrame("block", 0)];
	for (let at = 0; at < content.length; at++) {
		const frame = frames.at(-1) ?? newFrame("block", at);
		const char = content[at] ?? "";
		const word = content.slice(frame.wordAt, at);
		const atStart = word.trim() === "";
		if (char === "#" && (at === 0 || /\s/.test(content[at - 1] ?? "")))
			return undefined;
		if (atStart && /\s/.test(char)) frame.wordAt = at + 1;
		else if (atStart && (char === '"' || char === "'")) {
			const end = content.indexOf(char, at + 1);
			if (end < 0) break;
			at = end;
		} else if (atStart && (char === "{" || char === "["))
			frames.push(newFrame(char === "{" ? "map" : "list", at + 1));
		else if (frames.length > 1 && (char === "}" || char === "]")) frames.pop();
		else if (frames.length > 1 && char === ",") endOfMember(frame, at);
		else if (char === ":" && isColon(content, at, frame)) {
			frame.key = unquoted(word);
			frame.keys.push(frame.key);
			frame.wordAt = at + 1;
		}
	}
	return frames;
}

function newFrame(kind: Frame["kind"], wordAt: number): Frame {
	return { kind, key: undefined, keys: [], wordAt };
}

function endOfMember(frame: Frame, at: number): void {
	frame.key = undefined;
	frame.wordAt = at + 1;
}

function isColon(content: string, at: number, frame: Frame): boolean {
	return (
		frame.kind !== "list" &&
		frame.key === undefined &&
		/^(\s|$)/.test(content.slice(at + 1, at + 2))
	);
}

/** Keys of the mapping whose keys begin in this column, around this line. */
function siblingsOf(
	lines: readonly string[],
	row: number,
	column: number,
	dashes: number,
): string[] {
	const keys: string[] = [];
	function look(r: number): boolean {
		const line = readLine(lines[r] ?? "");
		if (line.isEmpty) return true;
		const begins = line.dashes[0] ?? line.column;
		const belongs = line.column === column;
		if (belongs && line.key !== undefined) keys.push(line.key);
		return begins >= column;
	}
	if (dashes === 0) for (let r = row - 1; r >= 0 && look(r); ) r -= 1;
	for (let r = row + 1; r < lines.length; r++) {
		const line = readLine(lines[r] ?? "");
		// A dash begins the next item.
		if (!line.isEmpty && (line.dashes[0] ?? line.column) < column) break;
		look(r);
	}
	return keys;
}

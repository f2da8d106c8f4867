/** A text, number or word in a document, with where it stands, quotes included. */
export interface Leaf {
	readonly start: number;
	readonly end: number;
	readonly text: string;
	/** The map or list it stands in. */
	readonly inside: number;
	readonly key: string;
}

/** A map or a list; the first is the whole document. */
export interface Container {
	readonly inside: number;
	readonly key: string;
	readonly isMap: boolean;
}

/** A document that is written with brackets. */
export interface FlowDocument {
	readonly leaves: readonly Leaf[];
	readonly containers: readonly Container[];
	/** The leaves of each list that holds nothing else. */
	readonly lists: readonly (readonly number[])[];
}

/** Nobody writes more. */
const maxDepth = 64;

/**
 * Reads JSON, and YAML with brackets, as far as either can be read: a text that ends early or says something odd is taken for what it
 * seems to be, for its secrets are to be found all the same. Undefined when it is nested too deep. Linear in the text.
 */
export function readFlow(text: string): FlowDocument | undefined {
	const leaves: Leaf[] = [];
	const containers: Container[] = [{ inside: -1, key: "", isMap: false }];
	const members = new Map<number, number[] | undefined>();
	const open = [0];
	const keys: (string | undefined)[] = [undefined];
	const top = () => open.at(-1) ?? 0;
	const key = () => keys.at(-1) ?? "";
	function enter(isMap: boolean): boolean {
		members.set(top(), undefined);
		containers.push({ inside: top(), key: key(), isMap });
		open.push(containers.length - 1);
		keys.push(undefined);
		if (!isMap) members.set(top(), []);
		return open.length <= maxDepth;
	}
	function leave(): void {
		if (open.length > 1) {
			open.pop();
			keys.pop();
		}
		keys[keys.length - 1] = undefined;
	}
	function take({ start, end, said }: Token, next: string): void {
		const isMap = containers[top()]?.isMap === true;
		if (isMap && keys.at(-1) === undefined && next === ":") {
			keys[keys.length - 1] = said;
			return;
		}
		members.get(top())?.push(leaves.length);
		leaves.push({ start, end, text: said, inside: top(), key: key() });
	}
	let at = 0;
	while (at < text.length) {
		const character = text[at] ?? "";
		if (/[\s:]/.test(character)) at++;
		else if (character === ",") {
			keys[keys.length - 1] = undefined;
			at++;
		} else if (character === "{" || character === "[") {
			if (!enter(character === "{")) return undefined;
			at++;
		} else if (character === "}" || character === "]") {
			leave();
			at++;
		} else {
			const isKey =
				containers[top()]?.isMap === true && keys.at(-1) === undefined;
			const token = readToken(text, at, isKey);
			at = token.end;
			take(token, nextOf(text, at));
		}
	}
	return {
		leaves,
		containers,
		lists: [...members.values()].filter((list) => list !== undefined),
	};
}

interface Token {
	readonly start: number;
	readonly end: number;
	readonly said: string;
}

const doubleQuoted = /"(?:[^"\\]|\\.)*"?/sy;
const singleQuoted = /'(?:[^']|'')*'?/sy;
const plainKey = /[^{}[\],:]+/sy;
const plainValue = /[^{}[\],]+/sy;
const blank = /\s*/y;

function readToken(text: string, start: number, isKey: boolean): Token {
	const first = text[start];
	const pattern =
		{
			'"': doubleQuoted,
			"'": singleQuoted,
		}[first ?? ""] ?? (isKey ? plainKey : plainValue);
	pattern.lastIndex = start;
	const whole = pattern.exec(text)?.[0] ?? first ?? "";
	const written = whole.trimEnd();
	return { start, end: start + written.length, said: meaningOf(written) };
}

function meaningOf(written: string): string {
	if (written.startsWith("'"))
		return written.replace(/^'|'$/g, "").replaceAll("''", "'");
	if (!written.startsWith('"')) return written;
	try {
		return String(JSON.parse(written));
	} catch {
		return written.replace(/^"|"$/g, "");
	}
}

function nextOf(text: string, at: number): string {
	blank.lastIndex = at;
	return text[at + (blank.exec(text)?.[0].length ?? 0)] ?? "";
}

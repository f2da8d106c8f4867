import { TemplateError } from "./template-error.ts";

export interface Place {
	readonly line: number;
	readonly column: number;
}

/** A word of an action, between `{{` and `}}`. */
export type Token = Place &
	(
		| {
				readonly kind: "field" | "variable" | "identifier" | "symbol";
				readonly text: string;
		  }
		| { readonly kind: "string"; readonly text: string }
		| { readonly kind: "number"; readonly value: number }
	) & {
		/** Whether a blank stands before it: `.a .b` are two, `.a.b` are one. */
		readonly isApart: boolean;
	};

/** Text as it stands, or an action. */
export type Piece =
	| { readonly kind: "text"; readonly text: string }
	| {
			readonly kind: "action";
			readonly tokens: readonly Token[];
			readonly at: Place;
	  };

/** Reads the pieces of a Go text/template. @throws TemplateError */
export function lexTemplate(source: string): readonly Piece[] {
	const pieces: Piece[] = [];
	let at = 0;
	let trimsNext = false;
	const addText = (text: string, trimsEnd: boolean) => {
		const begun = trimsNext ? text.trimStart() : text;
		const shown = trimsEnd ? begun.trimEnd() : begun;
		if (shown !== "") pieces.push({ kind: "text", text: shown });
	};
	for (;;) {
		const open = source.indexOf("{{", at);
		if (open < 0) {
			addText(source.slice(at), false);
			return pieces;
		}
		const trimsBefore = /^-\s/.test(source.slice(open + 2, open + 4));
		addText(source.slice(at, open), trimsBefore);
		const begin = open + 2 + (trimsBefore ? 1 : 0);
		const action = readAction(source, begin, placeOf(source, open));
		if (action.tokens)
			pieces.push({
				kind: "action",
				tokens: action.tokens,
				at: placeOf(source, open),
			});
		trimsNext = action.trimsAfter;
		at = action.end;
	}
}

function placeOf(source: string, offset: number): Place {
	const before = source.slice(0, offset);
	const line = before.split("\n").length;
	return { line, column: offset - before.lastIndexOf("\n") };
}

const comment = /\s*\/\*[\s\S]*?\*\/(?=\s*(?:-\}\}|\}\}))/y;
const closing = /(\s-)?\}\}/y;
const words: readonly (readonly [Token["kind"] | "blank", RegExp])[] = [
	["blank", /\s+/y],
	["string", /"(?:[^"\\\n]|\\.)*"|`[^`]*`/y],
	["number", /[+-]?(?:0x[0-9a-fA-F]+|\d[\d_]*(?:\.\d+)?(?:[eE][+-]?\d+)?)/y],
	["field", /\.[\p{L}_][\p{L}\p{N}_]*/uy],
	["variable", /\$[\p{L}\p{N}_]*/uy],
	["identifier", /[\p{L}_][\p{L}\p{N}_]*/uy],
	["symbol", /:=|[=|(),.]/y],
];

function readAction(
	source: string,
	begin: number,
	opened: Place,
): {
	readonly tokens: readonly Token[] | undefined;
	readonly trimsAfter: boolean;
	readonly end: number;
} {
	const tokens: Token[] = [];
	comment.lastIndex = begin;
	const skipped = comment.exec(source);
	let at = skipped ? comment.lastIndex : begin;
	let isApart = false;
	for (;;) {
		closing.lastIndex = at;
		const end = closing.exec(source);
		if (end)
			return {
				tokens: skipped && tokens.length === 0 ? undefined : tokens,
				trimsAfter: end[1] !== undefined,
				end: closing.lastIndex,
			};
		if (at >= source.length)
			throw new TemplateError(opened, "the action is not closed by }}");
		const { kind, text } = nextWord(source, at);
		if (kind === "blank") isApart = true;
		else {
			tokens.push({ ...tokenOf(kind, text, placeOf(source, at)), isApart });
			isApart = false;
		}
		at += text.length;
	}
}

function nextWord(source: string, at: number) {
	for (const [kind, pattern] of words) {
		pattern.lastIndex = at;
		const [text] = pattern.exec(source) ?? [];
		if (text !== undefined) return { kind, text };
	}
	const character = String.fromCodePoint(source.codePointAt(at) ?? 0);
	throw new TemplateError(
		placeOf(source, at),
		character === '"' || character === "`"
			? "the string is not closed"
			: `${JSON.stringify(character)} has no meaning here`,
	);
}

function tokenOf(kind: Token["kind"], text: string, place: Place) {
	if (kind === "number")
		return { kind, value: Number(text.replaceAll("_", "")), ...place };
	if (kind === "string") return { kind, text: unquote(text, place), ...place };
	return { kind, text, ...place };
}

const escapes: Readonly<Record<string, string>> = {
	n: "\n",
	t: "\t",
	r: "\r",
	"\\": "\\",
	'"': '"',
	"'": "'",
};

function unquote(text: string, place: Place): string {
	if (text.startsWith("`")) return text.slice(1, -1);
	return text
		.slice(1, -1)
		.replace(/\\(u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|.)/g, (_, sign: string) => {
			if (/^[ux]./.test(sign))
				return String.fromCharCode(Number.parseInt(sign.slice(1), 16));
			const known = escapes[sign];
			if (known === undefined)
				throw new TemplateError(place, `unknown escape \\${sign}`);
			return known;
		});
}

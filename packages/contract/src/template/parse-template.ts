import {
	lexTemplate,
	type Piece,
	type Place,
	type Token,
} from "./lex-template.ts";
import { TemplateError } from "./template-error.ts";

/** A template as it is rendered. */
export type Node =
	| { readonly kind: "text"; readonly text: string }
	| { readonly kind: "print"; readonly pipe: Pipe }
	| {
			readonly kind: "if" | "with" | "range";
			readonly pipe: Pipe;
			readonly inside: readonly Node[];
			readonly otherwise: readonly Node[];
	  }
	| { readonly kind: "break" | "continue"; readonly at: Place };

/** Commands, each of which takes what the one before it came to as its last argument. */
export interface Pipe {
	readonly at: Place;
	/** Variables that are made (`:=`) or changed (`=`). */
	readonly variables: readonly string[];
	readonly declares: boolean;
	readonly commands: readonly Command[];
}

export interface Command {
	readonly at: Place;
	readonly operands: readonly Operand[];
}

export type Operand = {
	readonly at: Place;
	readonly fields: readonly string[];
} & (
	| { readonly kind: "dot" }
	| { readonly kind: "variable"; readonly name: string }
	| { readonly kind: "function"; readonly name: string }
	| {
			readonly kind: "literal";
			readonly value: string | number | boolean | null;
	  }
	| { readonly kind: "pipe"; readonly pipe: Pipe }
);

const maxCharacters = 65_536;
const maxDepth = 100;

/** Reads a Go text/template. @throws TemplateError for what is no template, and for `define`, `template` and `block`, which are not known here. */
export function parseTemplate(source: string): readonly Node[] {
	if (source.length > maxCharacters)
		throw new TemplateError(
			{ line: 1, column: 1 },
			`a template has at most ${maxCharacters} characters`,
		);
	const pieces = new Pieces(lexTemplate(source));
	const { nodes, end } = readNodes(pieces, 0, false);
	if (end) throw new TemplateError(end.at, `{{${end.word}}} closes nothing`);
	return nodes;
}

class Pieces {
	readonly #all: readonly Piece[];
	#next = 0;
	/** Taken before the next piece: `else if` is an `else` with an `if` inside. */
	#pushed: Piece | undefined;

	constructor(all: readonly Piece[]) {
		this.#all = all;
	}

	take(): Piece | undefined {
		const pushed = this.#pushed;
		this.#pushed = undefined;
		return pushed ?? this.#all[this.#next++];
	}

	push(piece: Piece): void {
		this.#pushed = piece;
	}
}

interface End {
	readonly word: "end" | "else";
	readonly at: Place;
	/** What follows `else`. */
	readonly rest: readonly Token[];
}

function readNodes(
	pieces: Pieces,
	depth: number,
	inRange: boolean,
): { readonly nodes: readonly Node[]; readonly end: End | undefined } {
	const nodes: Node[] = [];
	for (;;) {
		const piece = pieces.take();
		if (!piece) return { nodes, end: undefined };
		if (piece.kind === "text") {
			nodes.push(piece);
			continue;
		}
		const { tokens, at } = piece;
		const word = tokens[0]?.kind === "identifier" ? tokens[0].text : "";
		if (word === "end" || word === "else")
			return { nodes, end: { word, at, rest: tokens.slice(1) } };
		nodes.push(readNode(pieces, { word, tokens, at, depth, inRange }));
	}
}

function readNode(
	pieces: Pieces,
	action: {
		readonly word: string;
		readonly tokens: readonly Token[];
		readonly at: Place;
		readonly depth: number;
		readonly inRange: boolean;
	},
): Node {
	const { word, tokens, at, depth, inRange } = action;
	if (depth > maxDepth) throw new TemplateError(at, "it is nested too deeply");
	switch (word) {
		case "if":
		case "with":
		case "range":
			return readBlock(pieces, word, action);
		case "break":
		case "continue":
			if (!inRange) throw new TemplateError(at, `{{${word}}} outside of range`);
			return { kind: word, at };
		case "define":
		case "template":
		case "block":
			throw new TemplateError(at, `{{${word}}} is not known here`);
		default:
			return { kind: "print", pipe: readWholePipe(tokens, at) };
	}
}

function readBlock(
	pieces: Pieces,
	kind: "if" | "with" | "range",
	{
		tokens,
		at,
		depth,
		inRange,
	}: {
		readonly tokens: readonly Token[];
		readonly at: Place;
		readonly depth: number;
		readonly inRange: boolean;
	},
): Node {
	const pipe = readWholePipe(tokens.slice(1), at);
	const inside = inRange || kind === "range";
	const { nodes, end } = readNodes(pieces, depth + 1, inside);
	if (!end) throw new TemplateError(at, `{{${kind}}} is not closed by {{end}}`);
	if (end.word === "end") return { kind, pipe, inside: nodes, otherwise: [] };
	const { rest } = end;
	if (rest.length > 0) {
		const [first] = rest;
		const isChained =
			first?.kind === "identifier" &&
			(first.text === "if" || first.text === "with");
		if (!isChained)
			throw new TemplateError(end.at, "only if or with may follow else");
		const chained = readBlock(pieces, first.text as "if" | "with", {
			tokens: rest,
			at: end.at,
			depth: depth + 1,
			inRange,
		});
		return { kind, pipe, inside: nodes, otherwise: [chained] };
	}
	const otherwise = readNodes(pieces, depth + 1, inRange);
	if (otherwise.end?.word !== "end")
		throw new TemplateError(at, `{{${kind}}} is not closed by {{end}}`);
	return { kind, pipe, inside: nodes, otherwise: otherwise.nodes };
}

function readWholePipe(tokens: readonly Token[], at: Place): Pipe {
	const reader = new Tokens(tokens, at);
	const pipe = readPipe(reader, 0);
	const left = reader.peek();
	if (left)
		throw new TemplateError(left, `${shown(left)} is not expected here`);
	return pipe;
}

class Tokens {
	readonly #all: readonly Token[];
	readonly at: Place;
	#next = 0;

	constructor(all: readonly Token[], at: Place) {
		this.#all = all;
		this.at = at;
	}

	peek(ahead = 0): Token | undefined {
		return this.#all[this.#next + ahead];
	}

	take(): Token | undefined {
		return this.#all[this.#next++];
	}

	takeSymbol(text: string): boolean {
		const next = this.peek();
		if (next?.kind !== "symbol" || next.text !== text) return false;
		this.#next += 1;
		return true;
	}
}

function readPipe(tokens: Tokens, depth: number): Pipe {
	const at = tokens.peek() ?? tokens.at;
	if (depth > maxDepth) throw new TemplateError(at, "it is nested too deeply");
	const { variables, declares } = readVariables(tokens);
	const commands: Command[] = [];
	do commands.push(readCommand(tokens, depth));
	while (tokens.takeSymbol("|"));
	return { at, variables, declares, commands };
}

function readVariables(tokens: Tokens): Pick<Pipe, "variables" | "declares"> {
	const [first, second, third, fourth] = [0, 1, 2, 3].map((i) =>
		tokens.peek(i),
	);
	const isSign = (token: Token | undefined) =>
		token?.kind === "symbol" && (token.text === ":=" || token.text === "=");
	const isTwo =
		first?.kind === "variable" &&
		second?.kind === "symbol" &&
		second.text === "," &&
		third?.kind === "variable" &&
		isSign(fourth);
	const isOne = first?.kind === "variable" && isSign(second);
	if (!isOne && !isTwo) return { variables: [], declares: false };
	const taken = Array.from({ length: isTwo ? 4 : 2 }, () => tokens.take());
	const sign = taken.at(-1);
	return {
		variables: taken.flatMap((token) =>
			token?.kind === "variable" ? [token.text] : [],
		),
		declares: sign?.kind === "symbol" && sign.text === ":=",
	};
}

function readCommand(tokens: Tokens, depth: number): Command {
	const at = tokens.peek() ?? tokens.at;
	const operands: Operand[] = [];
	for (;;) {
		const next = tokens.peek();
		const ends =
			!next ||
			(next.kind === "symbol" && next.text !== "(" && next.text !== ".");
		if (ends) break;
		operands.push(readOperand(tokens, depth));
	}
	const [first] = operands;
	if (!first) throw new TemplateError(at, "a value is missing");
	if (first.kind === "literal" && first.value === null)
		throw new TemplateError(at, "nil is not a command");
	return { at, operands };
}

const constants: Readonly<Record<string, boolean | null>> = {
	true: true,
	false: false,
	nil: null,
};

function readOperand(tokens: Tokens, depth: number): Operand {
	const token = tokens.take();
	if (!token) throw new TemplateError(tokens.at, "a value is missing");
	const { line, column } = token;
	const at = { line, column };
	const behind = () => fieldsBehind(tokens);
	if (token.kind === "field")
		return { kind: "dot", at, fields: [token.text.slice(1), ...behind()] };
	if (token.kind === "variable")
		return { kind: "variable", at, name: token.text, fields: behind() };
	if (token.kind === "string")
		return { kind: "literal", at, value: token.text, fields: [] };
	if (token.kind === "number")
		return { kind: "literal", at, value: token.value, fields: [] };
	if (token.kind === "identifier") {
		const { text } = token;
		return Object.hasOwn(constants, text)
			? { kind: "literal", at, value: constants[text] ?? null, fields: [] }
			: { kind: "function", at, name: text, fields: [] };
	}
	if (token.text === ".") return { kind: "dot", at, fields: [] };
	if (token.text !== "(")
		throw new TemplateError(at, `${shown(token)} is not expected here`);
	const pipe = readPipe(tokens, depth + 1);
	if (!tokens.takeSymbol(")"))
		throw new TemplateError(at, "the bracket is not closed");
	return { kind: "pipe", at, pipe, fields: behind() };
}

/** `.a.b` behind a value, without a blank between. */
function fieldsBehind(tokens: Tokens): string[] {
	const fields: string[] = [];
	for (;;) {
		const next = tokens.peek();
		if (next?.kind !== "field" || next.isApart) return fields;
		tokens.take();
		fields.push(next.text.slice(1));
	}
}

function shown(token: Token): string {
	return token.kind === "number" ? String(token.value) : `"${token.text}"`;
}

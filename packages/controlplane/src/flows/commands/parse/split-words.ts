import { AppError } from "@quarterdeck/contract";

/** One word of a command. `isLiteral`: it began in quotes or with a backslash, so it is never a flag of ours. */
export interface Word {
	readonly text: string;
	readonly isLiteral: boolean;
}

const operator = /\|\||\|&|&&|>>|<<|[|;&<>`]|\$\(/y;
const blank = /\s/u;

/**
 * Words as a shell would split them: quotes group, a backslash takes the next character as it is (`\t` and `\n` are tab
 * and newline, as in Botkube), and nothing is expanded. Where Botkube cut the command off in silence it is refused.
 *
 * @throws AppError COMMAND_PIPED for an unquoted operator, COMMAND_UNPARSABLE for an open quote, bracket or last backslash.
 */
export function splitWords(text: string): Word[] {
	const words: Word[] = [];
	let at = skipBlanks(text, 0);
	while (at < text.length) {
		const [word, next] = readWord(text, at);
		words.push(word);
		at = skipBlanks(text, next);
	}
	return words;
}

function skipBlanks(text: string, from: number): number {
	let at = from;
	while (at < text.length && blank.test(text.charAt(at))) at += 1;
	return at;
}

function readWord(text: string, start: number): [Word, number] {
	const isLiteral = /["'\\]/.test(text.charAt(start));
	let word = "";
	let at = start;
	while (at < text.length && !blank.test(text.charAt(at))) {
		refuseOperator(text, at);
		const [piece, next] = readPiece(text, at);
		word += piece;
		at = next;
	}
	return [{ text: word, isLiteral }, at];
}

function readPiece(text: string, at: number): [string, number] {
	const character = text.charAt(at);
	if (character === "'" || character === '"')
		return readQuoted(text, at, character);
	if (character === "\\") return [readEscaped(text, at), at + 2];
	if (character === "(" || character === ")")
		throw unparsable(
			`the bracket ${character} stands outside quotes`,
			"Put the word in quotes.",
		);
	return [character, at + 1];
}

function readQuoted(
	text: string,
	start: number,
	quote: string,
): [string, number] {
	let word = "";
	let at = start + 1;
	while (at < text.length) {
		const character = text.charAt(at);
		if (character === quote) return [word, at + 1];
		if (character === "\\" && quote === '"') {
			word += readEscaped(text, at);
			at += 2;
		} else {
			word += character;
			at += 1;
		}
	}
	throw unparsable(
		`a quote (${quote}) is opened and never closed`,
		`Close it, or write \\${quote} for the character itself.`,
	);
}

function readEscaped(text: string, at: number): string {
	const character = text.charAt(at + 1);
	if (character === "")
		throw unparsable(
			"it ends with a backslash",
			"Remove it, or write \\\\ for the character itself.",
		);
	if (character === "t") return "\t";
	return character === "n" ? "\n" : character;
}

function refuseOperator(text: string, at: number): void {
	operator.lastIndex = at;
	const found = operator.exec(text)?.[0];
	if (found !== undefined)
		throw new AppError("COMMAND_PIPED", { operator: found });
}

function unparsable(reason: string, hint: string): AppError {
	return new AppError("COMMAND_UNPARSABLE", { reason, hint });
}

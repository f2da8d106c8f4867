import { Composer, type Document, type LineCounter, Parser } from "yaml";
import { decodeText, type UnreadableText } from "./decode-text.ts";

/** Limits of a file; far above what people write, far below what hurts. */
export const maxDocumentBytes = 262_144;
const maxLines = 10_000;
/** Brackets left open, at most; who reads the result works by recursion. */
const maxOpenBrackets = 1000;
const tooDeepText = "it is nested too deeply to be read";

export type ComposedYaml =
	| {
			readonly text: string;
			/** As many as were asked for, at most; what comes behind them was not read. */
			readonly documents: readonly Document.Parsed[];
	  }
	| UnreadableText;

/** The documents of a text with their syntax errors, or why it is not worth parsing. Never throws; costs little for hostile texts. */
export function composeYaml(
	given: string | Uint8Array,
	lines: LineCounter,
	maxDocuments = 2,
): ComposedYaml {
	const decoded = decode(given);
	if ("problem" in decoded) return decoded;
	const { text } = decoded;
	if (text.includes("\0")) return atStart("the file holds a NUL character");
	if (hasMoreLines(text, maxLines))
		return atStart(`the file has more than ${maxLines} lines`);
	if (isTooDeep(text)) return atStart(tooDeepText);
	const documents = compose(text, lines, maxDocuments);
	return documents ? { text, documents } : atStart(tooDeepText);
}

function decode(
	given: string | Uint8Array,
): { readonly text: string } | UnreadableText {
	const bytes =
		typeof given === "string" ? Buffer.byteLength(given) : given.length;
	return bytes > maxDocumentBytes
		? atStart(`the file is larger than ${maxDocumentBytes} bytes`)
		: decodeText(given);
}

function atStart(problem: string): UnreadableText {
	return { problem, line: 1, column: 1 };
}

function hasMoreLines(text: string, limit: number): boolean {
	let lines = 1;
	for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1))
		if (++lines > limit) return true;
	return false;
}

/** A coarse look before the text is handed to the parser; brackets in words count too, but nobody writes so many. */
function isTooDeep(text: string): boolean {
	let open = 0;
	for (let i = 0; i < text.length; i++) {
		const char = text.charCodeAt(i);
		if (char === 0x5b || char === 0x7b) open++;
		else if (char === 0x5d || char === 0x7d) open = Math.max(0, open - 1);
		if (open > maxOpenBrackets) return true;
	}
	return false;
}

/**
 * The first documents of a text: of a configuration two, as the second is one too many; whoever wrote a thousand waits no longer.
 * Keys that stand twice are found by the walk, in linear time. Undefined when the nesting is too deep.
 */
function compose(
	text: string,
	lines: LineCounter,
	maxDocuments: number,
): Document.Parsed[] | undefined {
	const found: Document.Parsed[] = [];
	// A file can hold a hundred thousand errors; their stacks would cost most of the time and nobody reads them.
	const traced = Error.stackTraceLimit;
	Error.stackTraceLimit = 0;
	try {
		const parser = new Parser(lines.addNewLine);
		const composer = new Composer({
			uniqueKeys: false,
			// Each would draw its own picture of the place: a file with a hundred thousand errors takes seconds then.
			prettyErrors: false,
			strict: true,
			logLevel: "silent",
		});
		for (const document of composer.compose(parser.parse(text))) {
			found.push(document);
			if (found.length === maxDocuments) break;
		}
	} catch {
		return undefined;
	} finally {
		Error.stackTraceLimit = traced;
	}
	const overflow = found.some((document) =>
		document.errors.some((error) => /call stack/.test(error.message)),
	);
	return overflow ? undefined : found;
}

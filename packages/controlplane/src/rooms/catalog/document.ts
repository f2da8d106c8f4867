import {
	type Alias,
	Composer,
	type Document,
	isAlias,
	isMap,
	isNode,
	isScalar,
	isSeq,
	LineCounter,
	type Node,
	type Pair,
	Parser,
} from "yaml";
import type { ConfigurationProblem } from "./configuration.ts";

export type Path = readonly (string | number)[];

/** Where something stands in the text, as offsets. */
export interface Span {
	readonly start: number;
	readonly end: number;
}

/** A file as data, with the place of every key and value. */
export interface ConfigurationDocument {
	/** Plain data; what could not be read is left out. */
	readonly data: unknown;
	readonly text: string;
	/** Makes a problem that points at the key (or the value) of a path, or at the nearest thing above it that is there. */
	problem(
		path: Path,
		message: string,
		more?: {
			readonly at?: "key" | "value";
			readonly suggestion?: string | undefined;
			readonly severity?: "error" | "warning";
		},
	): ConfigurationProblem;
	/** The place of a path's value. */
	valueSpan(path: Path): Span | undefined;
}

export interface ReadDocument {
	readonly document: ConfigurationDocument | undefined;
	readonly problems: readonly ConfigurationProblem[];
}

/** Limits of a file; far above what people write, far below what hurts. */
export const maxDocumentBytes = 262_144;
const maxLines = 10_000;
const maxValues = 50_000;
const maxDepth = 40;
const maxProblemsShown = 100;

/**
 * Reads a YAML file. Everything that keeps it from being read is told at once; hostile files (huge, deep, anchors that
 * multiply) end in a problem, never in an exception.
 */
export function readDocument(
	given: string | Uint8Array,
	file: string,
): ReadDocument {
	const decoded = decode(given);
	if ("problem" in decoded) return failed(file, decoded.problem);
	const { text } = decoded;
	if (text.includes("\0"))
		return failed(file, "the file holds a NUL character");
	if (hasMoreLines(text, maxLines))
		return failed(file, `the file has more than ${maxLines} lines`);
	if (isTooDeep(text)) return failed(file, tooDeepText);
	const lines = new LineCounter();
	const documents = composeTwo(text, lines);
	if (!documents) return failed(file, tooDeepText);
	const errors = documents.flatMap((document) => document.errors);
	if (errors.length > 0)
		return {
			document: undefined,
			problems: errors.slice(0, maxProblemsShown).map((error) => ({
				...base(file),
				line: lines.linePos(error.pos[0]).line,
				column: lines.linePos(error.pos[0]).col,
				message: plainYamlMessage(error.code, error.message),
			})),
		};
	if (documents.length > 1) {
		const second = documents[1]?.range[0] ?? 0;
		const at = lines.linePos(second);
		return {
			document: undefined,
			problems: [
				{
					...base(file),
					line: at.line,
					column: at.col,
					message:
						"the file holds more than one document (---); only one is read",
				},
			],
		};
	}
	return walk(documents[0], text, lines, file);
}

const tooDeepText = "it is nested too deeply to be read";
/** Brackets left open, at most; the reader below works by recursion. */
const maxOpenBrackets = 1000;

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
 * The first two documents of a text: the second is one too many, and whoever wrote a thousand waits no longer.
 * Keys that stand twice are found by the walk, in linear time. Undefined when the nesting is too deep.
 */
function composeTwo(
	text: string,
	lines: LineCounter,
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
			if (found.length === 2) break;
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

function base(file: string): ConfigurationProblem {
	return {
		severity: "error",
		file,
		line: 1,
		column: 1,
		path: "",
		message: "",
		suggestion: undefined,
	};
}

function failed(file: string, message: string): ReadDocument {
	return { document: undefined, problems: [{ ...base(file), message }] };
}

function decode(
	given: string | Uint8Array,
): { readonly text: string } | { readonly problem: string } {
	const bytes =
		typeof given === "string" ? Buffer.byteLength(given) : given.length;
	if (bytes > maxDocumentBytes)
		return { problem: `the file is larger than ${maxDocumentBytes} bytes` };
	if (typeof given === "string") return { text: given.replace(/^\uFEFF/, "") };
	try {
		return { text: new TextDecoder("utf-8", { fatal: true }).decode(given) };
	} catch {
		return { problem: "the file is not UTF-8 text" };
	}
}

function plainYamlMessage(code: string, message: string): string {
	if (code === "TAB_AS_INDENT") return "a tab cannot indent YAML: use spaces";
	const first = message.split("\n")[0] ?? message;
	return first.replace(/ at line \d+, column \d+:?$/, "");
}

interface Place {
	readonly key: Span | undefined;
	readonly value: Span | undefined;
}

function walk(
	document: Document.Parsed | undefined,
	text: string,
	lines: LineCounter,
	file: string,
): ReadDocument {
	const places = new Map<string, Place>();
	const problems: ConfigurationProblem[] = [];
	const tell = (span: Span | undefined, path: Path, message: string) => {
		if (problems.length >= maxProblemsShown) return;
		const at = lines.linePos(span?.start ?? 0);
		problems.push({
			...base(file),
			line: at.line,
			column: at.col,
			path: formatPath(path),
			message,
		});
	};
	const reader = createReader(places, tell);
	const data = reader(document?.contents ?? null, []);
	const found: ConfigurationDocument = {
		data,
		text,
		valueSpan: (path) => places.get(keyOf(path))?.value,
		problem(path, message, more = {}) {
			const span = nearestSpan(places, path, more.at ?? "key");
			const at = lines.linePos(span?.start ?? 0);
			return {
				severity: more.severity ?? "error",
				file,
				line: at.line,
				column: at.col,
				path: formatPath(path),
				message,
				suggestion: more.suggestion,
			};
		},
	};
	return { document: found, problems };
}

type Tell = (span: Span | undefined, path: Path, message: string) => void;

/** Turns nodes into plain data and notes their places; anchors count as often as they are used. */
function createReader(
	places: Map<string, Place>,
	tell: Tell,
): (node: unknown, path: Path) => unknown {
	const anchors = new Map<string, Node>();
	let values = 0;
	let gaveUp = false;
	let replaying = 0;
	function giveUp(node: unknown, path: Path, message: string): undefined {
		if (!gaveUp) tell(spanOf(node), path, message);
		gaveUp = true;
		return undefined;
	}
	function read(node: unknown, path: Path): unknown {
		if (gaveUp) return undefined;
		if (++values > maxValues)
			return giveUp(
				node,
				path,
				`there are more than ${maxValues} values, anchors counted as often as they are used`,
			);
		if (path.length > maxDepth)
			return giveUp(node, path, `it is nested deeper than ${maxDepth} levels`);
		if (isAlias(node)) return replay(node, path);
		if (isNode(node)) remember(node);
		if (isScalar(node)) return node.value;
		if (isSeq(node))
			return node.items.map((item, i) => readAt(undefined, item, [...path, i]));
		if (isMap(node)) return readMap(node.items, path);
		return null;
	}
	/** An alias means the last anchor of its name before it; what lies below an anchor is not anchored anew. */
	function remember(node: Node): void {
		const name = "anchor" in node ? node.anchor : undefined;
		if (name && replaying === 0) anchors.set(name, node);
	}
	function replay(node: Alias, path: Path): unknown {
		const target = anchors.get(node.source);
		if (!target) {
			tell(spanOf(node), path, `there is no anchor &${node.source} before it`);
			return undefined;
		}
		if (replaying > maxDepth)
			return giveUp(node, path, `the anchor &${node.source} holds itself`);
		replaying++;
		try {
			return read(target, path);
		} finally {
			replaying--;
		}
	}
	function readAt(key: unknown, value: unknown, path: Path): unknown {
		places.set(keyOf(path), { key: spanOf(key), value: spanOf(value) });
		return read(value, path);
	}
	function readMap(
		pairs: readonly Pair[],
		path: Path,
	): Record<string, unknown> {
		const result: Record<string, unknown> = {};
		const seen = new Set<string>();
		for (const { key, value } of pairs) {
			const name = isScalar(key) ? String(key.value) : undefined;
			if (name !== undefined && seen.has(name))
				tell(spanOf(key), [...path, name], "the key stands here twice");
			if (name !== undefined) seen.add(name);
			if (name === undefined)
				tell(spanOf(key), path, "a key must be plain text");
			else if (name === "__proto__")
				tell(spanOf(key), path, "this key cannot be used");
			else if (name === "<<") merge(result, value, path);
			else result[name] = readAt(key, value, [...path, name]);
		}
		return result;
	}
	/** YAML's merge key: what is written out stands, whatever its place. */
	function merge(
		into: Record<string, unknown>,
		node: unknown,
		path: Path,
	): void {
		const merged = read(node, path);
		for (const source of Array.isArray(merged) ? merged : [merged]) {
			if (
				typeof source !== "object" ||
				source === null ||
				Array.isArray(source)
			)
				tell(spanOf(node), path, "<< takes a map, or an alias of one");
			else
				for (const [name, value] of Object.entries(source))
					if (!Object.hasOwn(into, name)) into[name] = value;
		}
	}
	return read;
}

function spanOf(node: unknown): Span | undefined {
	if (!isNode(node)) return undefined;
	const { range } = node as Node;
	return range ? { start: range[0], end: range[1] } : undefined;
}

function nearestSpan(
	places: ReadonlyMap<string, Place>,
	path: Path,
	at: "key" | "value",
): Span | undefined {
	for (let length = path.length; length > 0; length--) {
		const place = places.get(keyOf(path.slice(0, length)));
		if (!place) continue;
		const preferred = at === "value" ? place.value : place.key;
		return preferred ?? place.key ?? place.value;
	}
	return undefined;
}

function keyOf(path: Path): string {
	return JSON.stringify(path);
}

/** A path as people write it: `executors.kubectl.botkube/kubectl.enabled`, `teams[0].id`. */
export function formatPath(path: Path): string {
	return path.reduce<string>(
		(text, part) =>
			typeof part === "number"
				? `${text}[${part}]`
				: text === ""
					? part
					: `${text}.${part}`,
		"",
	);
}

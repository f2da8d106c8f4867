import {
	type Alias,
	type Document,
	isAlias,
	isMap,
	isNode,
	isScalar,
	isSeq,
	LineCounter,
	type Node,
	type Pair,
} from "yaml";
import { composeYaml } from "./compose-yaml.ts";
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
	/** The same as it was read: for what asks for more than data and places. */
	readonly parsed: Document.Parsed | undefined;
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
	/** The same for an offset in the text. */
	problemAt(offset: number, message: string): ConfigurationProblem;
	/** The place of a path's value. */
	valueSpan(path: Path): Span | undefined;
}

export interface ReadDocument {
	readonly document: ConfigurationDocument | undefined;
	readonly problems: readonly ConfigurationProblem[];
}

/** Limits of what a file may unfold to. */
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
	const lines = new LineCounter();
	const composed = composeYaml(given, lines);
	if ("problem" in composed) {
		const { problem, line, column } = composed;
		return failed({ ...base(file), line, column, message: problem });
	}
	const { text, documents } = composed;
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
	const [parsed] = documents;
	return documentOf(parsed?.contents ?? null, { parsed, text, lines, file });
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

function failed(problem: ConfigurationProblem): ReadDocument {
	return { document: undefined, problems: [problem] };
}

/** Whoever decoded the text before may have replaced what they could not read; a name would then be another one. */
function replacedCharacter(
	text: string,
	lines: LineCounter,
	file: string,
): ConfigurationProblem[] {
	const at = text.indexOf("\uFFFD");
	if (at < 0) return [];
	const { line, col } = lines.linePos(at);
	return [
		{
			...base(file),
			severity: "warning",
			line,
			column: col,
			message:
				"the character U+FFFD stands here: a program puts it where it could not read a byte, so the file was probably not UTF-8",
		},
	];
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

/** Where a part of a file comes from. */
export interface DocumentSource {
	/** Undefined when the part is not the whole document. */
	readonly parsed: Document.Parsed | undefined;
	readonly text: string;
	readonly lines: LineCounter;
	readonly file: string;
}

/** A part of a file as a document of its own, whose problems have their places in the file. */
export function documentOf(
	contents: Node | null,
	{ parsed, text, lines, file }: DocumentSource,
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
	const data = reader(contents, []);
	const found: ConfigurationDocument = {
		data,
		text,
		parsed,
		valueSpan: (path) => places.get(keyOf(path))?.value,
		problemAt(offset, message) {
			const { line, col } = lines.linePos(offset);
			return { ...base(file), line, column: col, message };
		},
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
	return {
		document: found,
		problems: [...problems, ...replacedCharacter(text, lines, file)],
	};
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

/** What stands at a path of plain data; undefined when nothing does. */
export function valueAt(data: unknown, path: Path): unknown {
	return path.reduce<unknown>(
		(value, part) =>
			typeof value === "object" && value !== null && Object.hasOwn(value, part)
				? (value as Record<string | number, unknown>)[part]
				: undefined,
		data,
	);
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

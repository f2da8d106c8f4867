import {
	type ChartValues,
	type ConfigurationProblem,
	composeYaml,
	findChartValues,
	readDocument,
	underWrapper,
} from "@quarterdeck/contract/configuration";
import { type Document, isMap, LineCounter, type YAMLMap } from "yaml";

/** A map that holds a configuration, and where it stands in the file. */
export interface FoundValues {
	/** What people read, e.g. `spec.values of the HelmRelease botkube`; empty when the file is the values. */
	readonly place: string;
	readonly map: YAMLMap;
	/** The document that the map and its anchors belong to. */
	readonly document: Document.Parsed;
	readonly text: string;
	readonly lines: LineCounter;
	/** Where that document stands, when it is a text inside the file: what its own lines and columns count from. */
	readonly shift: { readonly lines: number; readonly columns: number };
	/** Where the map begins in the file, from 1. */
	readonly line: number;
}

/** Documents of a file that are looked at; far above what one file deploys. */
const maxDocuments = 100;
const noShift = { lines: 0, columns: 0 };

/** The one configuration that a file holds, or why there is none to take. */
export function findValues(
	given: Uint8Array,
	file: string,
): FoundValues | { readonly problems: readonly ConfigurationProblem[] } {
	const lines = new LineCounter();
	const composed = composeYaml(given, lines, maxDocuments);
	if ("problem" in composed || composed.documents.some(isBroken))
		return { problems: readDocument(given, file).problems };
	const { documents, text } = composed;
	const found = documents.flatMap((document) => {
		const values = findChartValues(document.contents);
		return values ? [{ document, values }] : [];
	});
	const [first, second] = found;
	if (second) {
		const at = (one: ChartValues) => lines.linePos(startOf(one)).line;
		return refuse(
			file,
			at(second.values),
			`the file holds two configurations: at ${found.map(({ values }) => `${values.place || "the root"} (line ${at(values)})`).join(" and ")}. Put each into a file of its own`,
		);
	}
	if (first) return locate(first.document, first.values, text, lines, file);
	const [only, ...more] = documents;
	if (only && more.length === 0 && isMap(only.contents))
		return locate(only, { place: "", node: only.contents }, text, lines, file);
	return refuse(file, 1, "nothing here looks like values of Botkube's chart");
}

function locate(
	document: Document.Parsed,
	{ node, place }: ChartValues,
	text: string,
	lines: LineCounter,
	file: string,
): ReturnType<typeof findValues> {
	if (isMap(node)) {
		const { line } = lines.linePos(node.range?.[0] ?? 0);
		return { place, map: node, document, text, lines, shift: noShift, line };
	}
	const header = lines.linePos(node.node.range?.[0] ?? 0).line;
	const inner = new LineCounter();
	const composed = composeYaml(node.text, inner);
	const [first] = "problem" in composed ? [] : composed.documents;
	if (!first || isBroken(first) || !isMap(first.contents))
		return refuse(file, header, `the text at ${place} is not YAML`);
	const shift = { lines: header, columns: indentOf(text, lines, header) };
	const wrapped = underWrapper(first.contents, place);
	const map = isMap(wrapped?.node) ? wrapped.node : first.contents;
	const line = inner.linePos(map.range?.[0] ?? 0).line + shift.lines;
	return {
		place: wrapped?.place ?? place,
		map,
		document: first,
		text: node.text,
		lines: inner,
		shift,
		line,
	};
}

/** By how much a text block is indented: the parser took these columns away. */
function indentOf(text: string, lines: LineCounter, header: number): number {
	for (let line = header; line < lines.lineStarts.length; line++) {
		const start = lines.lineStarts[line] ?? text.length;
		const [, indent = "", letter] =
			/^( *)([^ \n\r])?/.exec(text.slice(start, start + 400)) ?? [];
		if (letter) return indent.length;
	}
	return 0;
}

function startOf({ node }: ChartValues): number {
	return (isMap(node) ? node : node.node).range?.[0] ?? 0;
}

function isBroken(document: Document.Parsed): boolean {
	return document.errors.length > 0;
}

function refuse(file: string, line: number, message: string) {
	return {
		problems: [
			{
				severity: "error",
				file,
				line,
				column: 1,
				path: "",
				message,
				suggestion: undefined,
			} as const,
		],
	};
}

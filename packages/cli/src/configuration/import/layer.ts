import {
	type ConfigurationDocument,
	type ConfigurationProblem,
	chartKeys,
	composeYaml,
	documentOf,
	type Path,
} from "@quarterdeck/contract/configuration";
import {
	type Document,
	isAlias,
	isMap,
	isScalar,
	isSeq,
	LineCounter,
	type Node,
	Pair,
	Scalar,
	YAMLMap,
	YAMLSeq,
} from "yaml";
import { chartDefaults, chartDefaultsName } from "./chart-defaults.ts";
import type { FoundValues } from "./find-values.ts";
import type { Place } from "./report.ts";

/** One file of several that are merged. */
export interface Layer {
	readonly name: string;
	readonly found: FoundValues;
	/** All of it, chart keys included, with its places. Undefined when it cannot be read. */
	readonly document: ConfigurationDocument | undefined;
	/** With lines of the file. */
	readonly problems: readonly ConfigurationProblem[];
	/** Whether it holds values of the chart, and not a configuration by itself. */
	readonly isValues: boolean;
	readonly isDefaults: boolean;
	placeOf(path: Path): Place;
}

/** A file as a layer. Never throws for what is in it. */
export function readLayer(found: FoundValues, name: string): Layer {
	const { lines, map, place, shift, text } = found;
	const { document, problems } = documentOf(map, {
		parsed: undefined,
		text,
		lines,
		file: name,
	});
	return {
		name,
		found,
		document,
		problems: problems.map((one) => ({
			...one,
			line: one.line + shift.lines,
			column: one.column + shift.columns,
		})),
		isValues: place !== "" || chartKeys.some((key) => map.has(key)),
		isDefaults: name === chartDefaultsName,
		placeOf(path) {
			const at = document?.problem(path, "");
			return {
				file: name,
				line: (at?.line ?? 1) + shift.lines,
				column: (at?.column ?? 1) + shift.columns,
			};
		},
	};
}

/** What the chart defines by itself, below everything else. */
export function defaultsLayer(): Layer {
	const lines = new LineCounter();
	const composed = composeYaml(chartDefaults, lines);
	const [document] = "problem" in composed ? [] : composed.documents;
	if (!document || !isMap(document.contents))
		throw new Error("the chart's defaults are not YAML");
	const found = {
		place: "",
		map: document.contents,
		document,
		text: chartDefaults,
		lines,
		shift: { lines: 0, columns: 0 },
		line: 1,
	};
	const layer = readLayer(found, chartDefaultsName);
	const placeOf = () => ({
		file: chartDefaultsName,
		line: undefined,
		column: 1,
	});
	return { ...layer, placeOf };
}

/** The map of a layer without aliases, anchors and merge keys: what can be merged with others. It was read within limits before. */
export function plainMap({ found }: Layer): YAMLMap {
	const plain = unfold(found.map, found.document);
	return isMap(plain) ? plain : new YAMLMap();
}

function unfold(node: unknown, document: Document): Node {
	if (isAlias(node)) return unfold(node.resolve(document), document);
	if (isMap(node)) return unfoldMap(node, document);
	if (isSeq(node)) {
		const list = new YAMLSeq();
		list.items = node.items.map((item) => unfold(item, document));
		return withLook(list, node);
	}
	if (!isScalar(node)) return new Scalar(null);
	const scalar = node.clone() as Scalar;
	delete scalar.anchor;
	return scalar;
}

function unfoldMap(map: YAMLMap, document: Document): YAMLMap {
	const plain = withLook(new YAMLMap(), map);
	const merged: YAMLMap[] = [];
	for (const { key, value } of map.items) {
		if (isScalar(key) && key.value === "<<") {
			const sources = unfold(value, document);
			merged.push(
				...(isSeq(sources) ? sources.items : [sources]).filter(isMap),
			);
		} else
			plain.items.push(
				new Pair(unfold(key, document), unfold(value, document)),
			);
	}
	for (const source of merged)
		for (const pair of source.items)
			if (!plain.has(keyOfPair(pair))) plain.items.push(pair);
	return plain;
}

export function keyOfPair({ key }: Pair): string {
	return isScalar(key) ? String(key.value) : "";
}

function withLook<N extends YAMLMap | YAMLSeq>(
	copy: N,
	{ comment, commentBefore, flow, spaceBefore }: YAMLMap | YAMLSeq,
): N {
	copy.comment = comment ?? null;
	copy.commentBefore = commentBefore ?? null;
	if (flow !== undefined) copy.flow = flow;
	if (spaceBefore !== undefined) copy.spaceBefore = spaceBefore;
	return copy;
}

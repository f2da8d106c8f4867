import type { Path } from "@quarterdeck/contract/configuration";
import {
	type Document,
	isAlias,
	isMap,
	isScalar,
	isSeq,
	type Node,
	parseDocument,
	stringify,
	type YAMLMap,
	type YAMLSeq,
} from "yaml";

/**
 * The text of a YAML file with a value set in it; every other character stays. Mappings that are missing on the way are made; one that
 * is an alias becomes a copy of what it stands for, so that the others who use the anchor keep theirs. A value that is shared by an
 * anchor of its own is changed for all: who calls compares what the texts mean. Undefined where the path leads through something else.
 */
export function setInYaml(
	text: string,
	path: Path,
	value: unknown,
): string | undefined {
	const document = parseDocument(text);
	let node: unknown = document.contents;
	for (const [depth, key] of path.entries()) {
		const rest = path.slice(depth);
		if (isAlias(node))
			return replaced(
				text,
				node,
				flow(withValue(plain(node, document), rest, value)),
			);
		if (isMap(node)) {
			const pair = node.items.find(
				(item) => isScalar(item.key) && item.key.value === key,
			);
			if (!pair) return inserted(text, node, rest, value);
			if (isNothing(pair.value))
				return filled(
					text,
					pair.key as Node,
					pair.value,
					nested(rest.slice(1), value),
				);
			node = pair.value;
		} else if (isSeq(node) && typeof key === "number") node = node.items[key];
		else return undefined;
	}
	if (isSeq(node) && !node.flow && Array.isArray(value))
		return replaced(text, node, blockItems(text, node, value));
	return isScalar(node) || isSeq(node) || isAlias(node)
		? replaced(text, node, flow(value))
		: undefined;
}

function isNothing(node: unknown): boolean {
	return node === null || (isScalar(node) && node.value === null);
}

function plain(node: Node, document: Document): unknown {
	return node.toJS(document);
}

/** A copy of what an alias stands for, with the value at the path. */
function withValue(base: unknown, path: Path, value: unknown): unknown {
	const [key, ...rest] = path;
	if (key === undefined) return value;
	const map = typeof base === "object" && base !== null ? base : {};
	return {
		...map,
		[key]: withValue(Reflect.get(map, key), rest, value),
	};
}

function nested(path: Path, value: unknown): unknown {
	return withValue({}, path, value);
}

/** In one line. */
function flow(value: unknown): string {
	return stringify(value, {
		collectionStyle: "flow",
		flowCollectionPadding: false,
		lineWidth: 0,
	}).trimEnd();
}

function replaced(text: string, node: Node, by: string): string {
	const [start, end] = node.range ?? [0, 0];
	// The range of a block list ends with the line break behind it.
	const lineBreak = text.slice(start, end).endsWith("\n") ? "\n" : "";
	return text.slice(0, start) + by + lineBreak + text.slice(end);
}

/** A key that has no value yet gets one. */
function filled(
	text: string,
	key: Node,
	nothing: unknown,
	value: unknown,
): string {
	const written =
		isScalar(nothing) && nothing.range && nothing.range[1] > nothing.range[0];
	if (written) return replaced(text, nothing, flow(value));
	const colon = text.indexOf(":", key.range?.[1] ?? 0) + 1;
	return `${text.slice(0, colon)} ${flow(value)}${text.slice(colon)}`;
}

/** Written before the first key of the mapping: behind the last one comments may follow that belong elsewhere. */
function inserted(
	text: string,
	map: YAMLMap,
	path: Path,
	value: unknown,
): string {
	const [key, ...rest] = path;
	const made = { [String(key)]: nested(rest, value) };
	const [start, end] = map.range ?? [0, 0];
	if (map.flow) {
		const inside = flow(made).slice(1, -1);
		const comma = map.items.length > 0 ? ", " : "";
		return (
			text.slice(0, start + 1) +
			inside +
			comma +
			text.slice(start + 1, end) +
			text.slice(end)
		);
	}
	const indent = " ".repeat(columnOf(text, start));
	const lines = stringify(made, { lineWidth: 0 })
		.trimEnd()
		.split("\n")
		.join(`\n${indent}`);
	return `${text.slice(0, start)}${lines}\n${indent}${text.slice(start)}`;
}

function blockItems(
	text: string,
	list: YAMLSeq,
	value: readonly unknown[],
): string {
	// A list may begin in the column of its key; brackets may not.
	if (value.length === 0) return "  []";
	const indent = " ".repeat(columnOf(text, list.range?.[0] ?? 0));
	return value.map((item) => `- ${flow(item)}`).join(`\n${indent}`);
}

function columnOf(text: string, offset: number): number {
	return offset - (text.lastIndexOf("\n", offset - 1) + 1);
}

import { isMap, isScalar, parseDocument } from "yaml";

/** The groups of executors and sources a document has, as far as it can be read. Never throws. */
export function namesInDocument(text: string): {
	readonly executors: readonly string[];
	readonly sources: readonly string[];
} {
	return {
		executors: keysUnder(text, "executors"),
		sources: keysUnder(text, "sources"),
	};
}

function keysUnder(text: string, section: string): string[] {
	const map = readRoot(text);
	const found = isMap(map) ? map.get(section, true) : undefined;
	if (!isMap(found)) return [];
	return found.items.flatMap(({ key }) =>
		isScalar(key) && key.value !== null ? [String(key.value)] : [],
	);
}

function readRoot(text: string): unknown {
	try {
		return parseDocument(text, { logLevel: "silent" }).contents;
	} catch {
		return undefined;
	}
}

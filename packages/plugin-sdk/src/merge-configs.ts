import { parseDocument } from "yaml";

/** A configuration that is not YAML, or no mapping. */
export class ConfigUnreadable extends Error {
	constructor(message: string) {
		super(message);
		this.name = "ConfigUnreadable";
	}
}

type Mapping = { [key: string]: unknown };

/**
 * Merges the configurations of one plugin over its defaults, left to right: mappings deep, lists and single values
 * replaced by the later one (docs/architecture/botkube-compatibility.md#combining-configurations). Empty documents count for nothing.
 *
 * @throws {ConfigUnreadable} naming which of them is at fault.
 */
export function mergeConfigs(
	configs: readonly string[],
	defaults: object = {},
): Mapping {
	return configs
		.map(readMapping)
		.reduce<Mapping>(merged, structuredClone(defaults) as Mapping);
}

function readMapping(text: string, index: number): Mapping {
	const document = parseDocument(text);
	const [error] = document.errors;
	if (error) throw unreadable(index, error.message);
	const value = plainValue(document, index);
	if (value === null || value === undefined) return {};
	if (!isMapping(value)) throw unreadable(index, "it is no mapping of keys");
	return value;
}

function plainValue(
	document: ReturnType<typeof parseDocument>,
	index: number,
): unknown {
	try {
		return document.toJS({ maxAliasCount: 100 });
	} catch (error) {
		throw unreadable(index, (error as Error).message);
	}
}

function unreadable(index: number, reason: string): ConfigUnreadable {
	return new ConfigUnreadable(
		`configuration ${index + 1} of the plugin cannot be read: ${reason}`,
	);
}

function isMapping(value: unknown): value is Mapping {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}

function merged(base: Mapping, over: Mapping): Mapping {
	// Entries, not assignment: a key named __proto__ stays a key.
	const entries = new Map(Object.entries(base));
	for (const [key, value] of Object.entries(over)) {
		const below = entries.get(key);
		entries.set(
			key,
			isMapping(below) && isMapping(value) ? merged(below, value) : value,
		);
	}
	return Object.fromEntries(entries);
}

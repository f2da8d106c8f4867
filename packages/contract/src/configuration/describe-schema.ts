import { keyDescriptions } from "./key-descriptions.ts";

/** A part of a JSON Schema, as far as it is looked at here. */
type Part = Readonly<Record<string, unknown>>;

/**
 * The schema with a description for every key that `key-descriptions.ts` knows. Keys are told apart by the end of their path, where `*`
 * is any name and `[]` any item; the longest end that is known wins.
 */
export function describeSchema(
	schema: Part,
	path: readonly string[] = [],
): Part {
	const described: Record<string, unknown> = { ...schema };
	if (isPart(schema.properties))
		described.properties = Object.fromEntries(
			Object.entries(schema.properties).map(([key, value]) => {
				const below = [...path, key];
				const part = describeSchema(value as Part, below);
				const description = descriptionOf(below);
				return [key, description ? { ...part, description } : part];
			}),
		);
	if (isPart(schema.additionalProperties))
		described.additionalProperties = describeSchema(
			schema.additionalProperties,
			[...path, "*"],
		);
	if (isPart(schema.items))
		described.items = describeSchema(schema.items, [...path, "[]"]);
	if (Array.isArray(schema.anyOf))
		described.anyOf = schema.anyOf.map((one: Part) =>
			describeSchema(one, path),
		);
	return described;
}

function descriptionOf(path: readonly string[]): string | undefined {
	for (let from = 0; from < path.length; from++) {
		const end = path.slice(from).join(".");
		if (Object.hasOwn(keyDescriptions, end)) return keyDescriptions[end];
	}
	return undefined;
}

function isPart(value: unknown): value is Part {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}

import type { Json } from "../kube-object.ts";
import type { SchemaJson } from "./type-schemas.ts";

const keptWords = [
	...["format", "title", "description", "pattern", "required", "enum"],
	...["multipleOf", "maximum", "exclusiveMaximum"],
	...["minimum", "exclusiveMinimum", "maxLength", "minLength"],
	...["maxItems", "minItems", "uniqueItems", "maxProperties", "minProperties"],
] as const;

const types = ["array", "boolean", "integer", "number", "object", "string"];

/** Whether a schema may refer to others; if not, what does is left open. */
export type References = "references" | "no references";

type Below = (schema: Json | undefined) => SchemaJson;

/** Deeper than any schema a person writes; what is below is left open. */
const maxDepth = 100;

/**
 * A schema of version 3 as version 2 can say it. What version 2 has no word for is left open rather than wrong, as
 * the real server does it: alternatives, values that may be null, fields beyond those listed.
 */
export function toVersion2Schema(
	schema: Json | undefined,
	references: References = "references",
	depth = 0,
): SchemaJson {
	if (!isSchema(schema) || depth > maxDepth) return {};
	const below = (inner: Json | undefined) =>
		toVersion2Schema(inner, references, depth + 1);
	const referred =
		references === "references" ? referenceIn(schema) : undefined;
	if (referred !== undefined)
		return {
			$ref: referred.replace("#/components/schemas/", "#/definitions/"),
			...pick(schema, ["description"]),
			...extensionsOf(schema),
		};
	return {
		...pick(schema, keptWords),
		...shapeOf(schema, below),
		...extensionsOf(schema),
	};
}

function shapeOf(schema: SchemaJson, below: Below): SchemaJson {
	const { type } = schema;
	if (typeof type !== "string" || !types.includes(type)) return {};
	if (schema.nullable === true) return {};
	if (schema["x-kubernetes-int-or-string"] === true) return {};
	if (type === "array") return { type, items: below(schema.items) };
	if (type !== "object") return { type };
	if (schema["x-kubernetes-preserve-unknown-fields"] === true) return { type };
	return { type, ...membersOf(schema, below) };
}

function membersOf(schema: SchemaJson, below: Below): SchemaJson {
	const { properties, additionalProperties } = schema;
	if (isSchema(properties))
		return {
			properties: Object.fromEntries(
				Object.entries(properties).map(([name, member]) => [
					name,
					below(member),
				]),
			),
		};
	return isSchema(additionalProperties)
		? {
				additionalProperties: below(additionalProperties),
			}
		: {};
}

/** What the schema refers to, also when the reference is wrapped to allow neighbours. */
function referenceIn(schema: SchemaJson): string | undefined {
	if (typeof schema.$ref === "string") return schema.$ref;
	const [only] = Array.isArray(schema.allOf) ? schema.allOf : [];
	return isSchema(only) && typeof only.$ref === "string"
		? only.$ref
		: undefined;
}

function pick(schema: SchemaJson, words: readonly string[]): SchemaJson {
	return Object.fromEntries(
		words.flatMap((word) => {
			const value = schema[word];
			return value === undefined ? [] : [[word, value]];
		}),
	);
}

function extensionsOf(schema: SchemaJson): SchemaJson {
	return Object.fromEntries(
		Object.entries(schema).filter(([key]) => key.startsWith("x-kubernetes-")),
	);
}

function isSchema(value: Json | undefined): value is SchemaJson {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A node of a structural OpenAPI v3 schema, as a CustomResourceDefinition carries it. */
export interface SchemaNode {
	readonly type?: string;
	readonly format?: string;
	readonly nullable?: boolean;
	readonly enum?: readonly unknown[];
	readonly default?: unknown;
	readonly required?: readonly string[];
	readonly properties?: Readonly<Record<string, SchemaNode>>;
	readonly additionalProperties?: boolean | SchemaNode;
	readonly items?: SchemaNode;
	readonly minimum?: number;
	readonly maximum?: number;
	readonly exclusiveMinimum?: boolean;
	readonly exclusiveMaximum?: boolean;
	readonly multipleOf?: number;
	readonly minLength?: number;
	readonly maxLength?: number;
	readonly pattern?: string;
	readonly minItems?: number;
	readonly maxItems?: number;
	readonly uniqueItems?: boolean;
	readonly minProperties?: number;
	readonly maxProperties?: number;
	readonly allOf?: readonly SchemaNode[];
	readonly anyOf?: readonly SchemaNode[];
	readonly oneOf?: readonly SchemaNode[];
	readonly not?: SchemaNode;
	readonly "x-kubernetes-preserve-unknown-fields"?: boolean;
	readonly "x-kubernetes-int-or-string"?: boolean;
	readonly "x-kubernetes-embedded-resource"?: boolean;
}

export function isRecord(value: unknown): value is Record<string, unknown> {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The node behind a property, or undefined when the schema does not know it. */
export function nodeOf(
	schema: SchemaNode,
	property: string,
): SchemaNode | undefined {
	if (
		schema.properties !== undefined &&
		Object.hasOwn(schema.properties, property)
	)
		return schema.properties[property];
	return isRecord(schema.additionalProperties)
		? (schema.additionalProperties as SchemaNode)
		: undefined;
}

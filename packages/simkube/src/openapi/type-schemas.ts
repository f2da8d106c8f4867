import {
	type BuiltInField,
	type FieldType,
	fieldsOfType,
} from "../built-in-types/built-in-types.ts";
import type { Json } from "../kube-object.ts";
import { patchSchemaOfType } from "../patch/patch-schema.ts";
import { allowedValues, descriptions } from "./field-words.ts";
import { namedScalars, reference, schemaName } from "./schema-names.ts";

export type SchemaJson = { [key: string]: Json };

/** The components of the named scalars, which any document may refer to. */
export function scalarSchemas(): Record<string, SchemaJson> {
	return {
		[namedScalars.quantity]: {
			oneOf: [{ type: "string" }, { type: "number" }],
		},
		[namedScalars.intOrString]: {
			format: "int-or-string",
			oneOf: [{ type: "integer" }, { type: "string" }],
		},
		[namedScalars.time]: { type: "string", format: "date-time" },
		[namedScalars.microTime]: { type: "string", format: "date-time" },
	};
}

/** Adds the schema of a built-in type and of every type below it to `schemas`. */
export function addTypeSchemas(
	typeName: string,
	schemas: Record<string, SchemaJson>,
): void {
	const name = schemaName(typeName);
	if (schemas[name] !== undefined) return;
	const properties: Record<string, Json> = {};
	schemas[name] = { type: "object", properties };
	const required: string[] = [];
	for (const [field, definition] of fieldsOfType(typeName)) {
		properties[field] = fieldSchema(typeName, field, definition);
		if (definition.required) required.push(field);
		for (const below of typesBelow(definition.type))
			addTypeSchemas(below, schemas);
	}
	if (required.length > 0) schemas[name].required = required;
}

function typesBelow(type: FieldType): string[] {
	if (type.kind === "reference") return [type.name];
	return type.kind === "list" || type.kind === "map" ? typesBelow(type.of) : [];
}

function fieldSchema(
	typeName: string,
	field: string,
	{ type }: BuiltInField,
): SchemaJson {
	const short = typeName.split(".").at(-1);
	const values = allowedValues[`${short}.${field}`];
	const description = descriptions[`${short}.${field}`] ?? descriptions[field];
	const shape = typeSchema(type);
	// A bare reference allows no neighbours; wrapped it does.
	const schema =
		shape.$ref === undefined ? shape : { allOf: [shape], default: {} };
	return {
		...schema,
		...(description === undefined ? {} : { description }),
		...(values === undefined ? {} : { enum: [...values] }),
		...patchExtensions(typeName, field),
	};
}

function typeSchema(type: FieldType): SchemaJson {
	switch (type.kind) {
		case "anything":
			return { "x-kubernetes-preserve-unknown-fields": true };
		case "reference":
			return reference(schemaName(type.name));
		case "list":
			return { type: "array", items: typeSchema(type.of) };
		case "map":
			return { type: "object", additionalProperties: typeSchema(type.of) };
		case "scalar":
			return scalarSchema(type.type, type.format);
	}
}

function scalarSchema(type: string, format: string | undefined): SchemaJson {
	if (type === "quantity") return reference(namedScalars.quantity);
	if (type === "int-or-string") return reference(namedScalars.intOrString);
	if (format === "date-time") return reference(namedScalars.time);
	if (format === "micro-time") return reference(namedScalars.microTime);
	return format === undefined ? { type } : { type, format };
}

function patchExtensions(typeName: string, field: string): SchemaJson {
	const patch = patchSchemaOfType(typeName).field(field);
	const isList = patch?.mergeKey !== undefined || patch?.isList === true;
	const words = [
		...(isList && patch?.strategy === "merge" ? ["merge"] : []),
		...(patch?.retainKeys ? ["retainKeys"] : []),
	];
	return {
		...(patch?.mergeKey === undefined
			? {}
			: { "x-kubernetes-patch-merge-key": patch.mergeKey }),
		...(words.length === 0
			? {}
			: { "x-kubernetes-patch-strategy": words.join(",") }),
	};
}

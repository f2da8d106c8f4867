import {
	builtinShapeOf,
	type ShapeOf,
	schemaShapeOf,
} from "../apply/field-shapes.ts";
import { applyDefaults } from "../defaults/index.ts";
import type { KubeObject } from "../kube-object.ts";
import type { StatusCause } from "../status-error.ts";
import {
	defaultBySchema,
	invalidError,
	pruneBySchema,
	type SchemaNode,
	validate,
	validateAgainstSchema,
} from "../validation/index.ts";
import type { ResourceType } from "./resource-type.ts";

/** The structural schema of a custom resource; `undefined` for built-in ones. */
export function schemaOf(type: ResourceType): SchemaNode | undefined {
	return type.custom?.schema?.openAPIV3Schema as SchemaNode | undefined;
}

/** How the fields of a kind are merged and owned. */
export function shapesOf(type: ResourceType): ShapeOf {
	return type.custom
		? schemaShapeOf(schemaOf(type))
		: builtinShapeOf(type.kind);
}

/** Fills in the defaults of the object's kind and takes away what a custom kind does not know; in place. */
export function fillDefaults(type: ResourceType, object: KubeObject): void {
	const schema = schemaOf(type);
	if (schema) {
		pruneBySchema(schema, object);
		defaultBySchema(schema, object);
	} else if (!type.custom) {
		applyDefaults(object);
	}
}

/** Throws Invalid (422) with every problem found, or returns. */
export function demandValid(
	type: ResourceType,
	object: KubeObject,
	old?: KubeObject,
): void {
	const causes = [...validate(object, old), ...schemaCauses(type, object)];
	if (causes.length === 0) return;
	throw invalidError(type, object.metadata.name ?? "", causes);
}

function schemaCauses(type: ResourceType, object: KubeObject): StatusCause[] {
	const schema = schemaOf(type);
	return schema ? [...validateAgainstSchema(schema, object, "")] : [];
}

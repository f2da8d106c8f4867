import type { CustomKind } from "../openapi/index.ts";
import type { ResourceType } from "../resources/resource-type.ts";

/** A custom resource's type as the description of the API needs to know it. */
export function customKindOf(type: ResourceType): CustomKind {
	const schema = type.custom?.schema?.openAPIV3Schema;
	return {
		group: type.group,
		version: type.version,
		kind: type.kind,
		plural: type.resource,
		namespaced: type.namespaced,
		...(schema ? { schema: schema as NonNullable<CustomKind["schema"]> } : {}),
	};
}

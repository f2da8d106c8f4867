import type { ResourceDiscovery } from "../resources/built-in-groups.ts";
import type { ResourceType } from "../resources/resource-type.ts";

/** What an aggregated discovery document says of a resource. */
export function toResourceDiscovery(type: ResourceType): ResourceDiscovery {
	return {
		resource: type.resource,
		responseKind: {
			group: type.custom ? type.group : "",
			version: type.custom ? type.version : "",
			kind: type.kind,
		},
		scope: type.namespaced ? "Namespaced" : "Cluster",
		singularResource: type.singular,
		verbs: type.verbs,
		...(type.shortNames.length > 0 ? { shortNames: type.shortNames } : {}),
		...(type.categories.length > 0 ? { categories: type.categories } : {}),
		...(type.subresources.length > 0
			? { subresources: type.subresources }
			: {}),
	};
}

import { readFileSync } from "node:fs";
import type { ResourceType, Subresource } from "./resource-type.ts";

/** One group of an aggregated discovery document (`APIGroupDiscovery`). */
export interface GroupDiscovery {
	readonly metadata: {
		readonly name?: string;
		readonly creationTimestamp: null;
	};
	readonly versions: readonly VersionDiscovery[];
}

export interface VersionDiscovery {
	readonly version: string;
	readonly freshness: string;
	readonly resources: readonly ResourceDiscovery[];
}

export interface ResourceDiscovery {
	readonly resource: string;
	readonly responseKind: {
		readonly group: string;
		readonly version: string;
		readonly kind: string;
	};
	readonly scope: "Namespaced" | "Cluster";
	readonly singularResource: string;
	readonly verbs: readonly string[];
	readonly shortNames?: readonly string[];
	readonly categories?: readonly string[];
	readonly subresources?: readonly Subresource[];
}

/** What a 1.32 server announces without any CustomResourceDefinition; read once, shared by all clusters. */
export const builtinGroups: readonly GroupDiscovery[] = JSON.parse(
	readFileSync(new URL("./discovery-1.32.json", import.meta.url), "utf8"),
);

export function resourceTypesOf(
	groups: readonly GroupDiscovery[],
): ResourceType[] {
	return groups.flatMap((group) =>
		group.versions.flatMap((version) =>
			version.resources.map((resource) =>
				toResourceType(group.metadata.name ?? "", version.version, resource),
			),
		),
	);
}

function toResourceType(
	group: string,
	version: string,
	from: ResourceDiscovery,
): ResourceType {
	return {
		group,
		version,
		resource: from.resource,
		singular: from.singularResource,
		kind: from.responseKind.kind,
		namespaced: from.scope === "Namespaced",
		verbs: from.verbs,
		shortNames: from.shortNames ?? [],
		categories: from.categories ?? [],
		subresources: from.subresources ?? [],
		storageKey: storageKeyOf(group, from.resource),
	};
}

/** Events are one thing under two groups. */
function storageKeyOf(group: string, resource: string): string {
	return group === "events.k8s.io" ? "/events" : `${group}/${resource}`;
}

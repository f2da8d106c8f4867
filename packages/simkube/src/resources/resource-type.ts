/** A resource under one version of its API, as discovery announces it. */
export interface ResourceType {
	readonly group: string;
	readonly version: string;
	/** The plural, as in URLs. */
	readonly resource: string;
	readonly singular: string;
	readonly kind: string;
	readonly namespaced: boolean;
	readonly verbs: readonly string[];
	readonly shortNames: readonly string[];
	readonly categories: readonly string[];
	readonly subresources: readonly Subresource[];
	/** What names the resource in the store, whatever the version: `apps/deployments`. */
	readonly storageKey: string;
	/** Set for resources that a CustomResourceDefinition defines. */
	readonly custom?: CustomResourceVersion;
}

export interface Subresource {
	readonly subresource: string;
	readonly verbs: readonly string[];
	readonly responseKind: {
		readonly group: string;
		readonly version: string;
		readonly kind: string;
	};
}

/** The served version of a CustomResourceDefinition, as its author wrote it. */
export interface CustomResourceVersion {
	readonly name: string;
	readonly storage: boolean;
	readonly schema?: { readonly openAPIV3Schema?: Record<string, unknown> };
	readonly additionalPrinterColumns?: readonly PrinterColumn[];
	readonly selectableFields?: readonly { readonly jsonPath: string }[];
	readonly subresources?: {
		readonly status?: unknown;
		readonly scale?: {
			readonly specReplicasPath: string;
			readonly statusReplicasPath: string;
			readonly labelSelectorPath?: string;
		};
	};
}

export interface PrinterColumn {
	readonly name: string;
	readonly type: string;
	readonly jsonPath: string;
	readonly format?: string;
	readonly description?: string;
	readonly priority?: number;
}

/** `apps/v1`, or `v1` for the core group. */
export function apiVersionOf(type: { group: string; version: string }): string {
	return type.group === "" ? type.version : `${type.group}/${type.version}`;
}

/** `deployments.apps`, or `pods` for the core group: how messages name a resource. */
export function qualifiedName(type: {
	group: string;
	resource: string;
}): string {
	return type.group === "" ? type.resource : `${type.resource}.${type.group}`;
}

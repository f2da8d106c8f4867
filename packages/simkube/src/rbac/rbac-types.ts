/** Who asks, as authentication (or impersonation) established it. */
export interface User {
	readonly username: string;
	readonly groups: readonly string[];
	readonly uid?: string;
	readonly extra?: Readonly<Record<string, readonly string[]>>;
}

/** What is asked of a resource. `subresource` is apart from `resource`, as in the request's path. */
export interface ResourceAttributes {
	readonly verb: string;
	readonly group: string;
	readonly resource: string;
	readonly subresource?: string;
	readonly namespace?: string;
	readonly name?: string;
}

/** What is asked of a path outside the resources, such as `/metrics`. */
export interface PathAttributes {
	readonly verb: string;
	readonly path: string;
}

export type Attributes = ResourceAttributes | PathAttributes;

/** A rule of a Role or ClusterRole. */
export interface PolicyRule {
	readonly verbs: readonly string[];
	readonly apiGroups?: readonly string[];
	readonly resources?: readonly string[];
	readonly resourceNames?: readonly string[];
	readonly nonResourceURLs?: readonly string[];
}

export interface RoleRef {
	readonly apiGroup?: string;
	readonly kind: string;
	readonly name: string;
}

export interface Subject {
	readonly kind: string;
	readonly name: string;
	readonly namespace?: string;
	readonly apiGroup?: string;
}

export function isPathAttributes(
	attributes: Attributes,
): attributes is PathAttributes {
	return "path" in attributes;
}

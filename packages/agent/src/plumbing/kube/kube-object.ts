/** An object of the Kubernetes API, as far as every kind has it. */
export interface KubeObject {
	readonly apiVersion?: string;
	readonly kind?: string;
	readonly metadata: {
		readonly name?: string;
		readonly generateName?: string;
		readonly namespace?: string;
		readonly uid?: string;
		readonly resourceVersion?: string;
		readonly labels?: Readonly<Record<string, string>>;
		readonly annotations?: Readonly<Record<string, string>>;
	};
	readonly [field: string]: unknown;
}

/** A resource, or one object of it, by where the API serves it. */
export interface ResourceAddress {
	/** `v1`, `coordination.k8s.io/v1`. */
	readonly apiVersion: string;
	/** The plural name in the path: `secrets`, `leases`. */
	readonly resource: string;
	/** Absent for cluster-wide resources, and for a resource of all namespaces. */
	readonly namespace?: string;
}

/** Its path. Each part is escaped, so that no name can lead elsewhere. */
export function resourcePath(address: ResourceAddress, name?: string): string {
	const { apiVersion, resource, namespace } = address;
	const parts = [
		apiVersion.includes("/") ? "apis" : "api",
		...apiVersion.split("/"),
		...(namespace === undefined ? [] : ["namespaces", namespace]),
		resource,
		...(name === undefined ? [] : [name]),
	];
	for (const part of parts)
		if (part === "" || part === "." || part === "..")
			throw new Error(`"${part}" is not a part of a path in the API`);
	return `/${parts.map(encodeURIComponent).join("/")}`;
}

const prefixes: Record<string, string> = {
	meta: "io.k8s.apimachinery.pkg.apis.meta",
	apiextensions: "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions",
	apiregistration: "io.k8s.kube-aggregator.pkg.apis.apiregistration",
};

/** The name of a built-in type among the components: `core.v1.Pod` is `io.k8s.api.core.v1.Pod`. */
export function schemaName(typeName: string): string {
	const [group = "", ...rest] = typeName.split(".");
	return [prefixes[group] ?? `io.k8s.api.${group}`, ...rest].join(".");
}

/** The name of a custom kind's schema: the group reversed, the version, the kind. */
export function customSchemaName(of: {
	readonly group: string;
	readonly version: string;
	readonly kind: string;
}): string {
	return [...of.group.split(".").reverse(), of.version, of.kind].join(".");
}

/** Scalars that have a name of their own, so that clients show `<Quantity>` and not `<string>`. */
export const namedScalars = {
	quantity: "io.k8s.apimachinery.pkg.api.resource.Quantity",
	intOrString: "io.k8s.apimachinery.pkg.util.intstr.IntOrString",
	time: "io.k8s.apimachinery.pkg.apis.meta.v1.Time",
	microTime: "io.k8s.apimachinery.pkg.apis.meta.v1.MicroTime",
} as const;

export function reference(name: string): { $ref: string } {
	return { $ref: `#/components/schemas/${name}` };
}

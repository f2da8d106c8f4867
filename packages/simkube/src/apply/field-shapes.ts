/** How a field is merged and owned: whole, by its entries, by its values or by the keys of its items. */
export type FieldShape =
	| { readonly kind: "atomic" }
	| { readonly kind: "granular" }
	| { readonly kind: "set" }
	| { readonly kind: "list-map"; readonly keys: readonly string[] };

/** The shape of the field at a path of field names, list items left out. */
export type ShapeOf = (names: readonly string[]) => FieldShape;

const atomic: FieldShape = { kind: "atomic" };
const granular: FieldShape = { kind: "granular" };
const setShape: FieldShape = { kind: "set" };
const keyed = (...keys: string[]): FieldShape => ({ kind: "list-map", keys });

/** What a missing key of a list item counts as. */
export const keyDefaults: Readonly<Record<string, string>> = {
	protocol: "TCP",
};

/** Lists and maps of built-in kinds that are not merged the ordinary way, by the end of their path. */
const builtinShapes: readonly [string, FieldShape][] = [
	["metadata.ownerReferences", keyed("uid")],
	["metadata.finalizers", setShape],
	["containers", keyed("name")],
	["initContainers", keyed("name")],
	["ephemeralContainers", keyed("name")],
	["containers.ports", keyed("containerPort", "protocol")],
	["initContainers.ports", keyed("containerPort", "protocol")],
	["env", keyed("name")],
	["volumeMounts", keyed("mountPath")],
	["volumeDevices", keyed("devicePath")],
	["resources.claims", keyed("name")],
	["spec.volumes", keyed("name")],
	["spec.imagePullSecrets", keyed("name")],
	["spec.hostAliases", keyed("ip")],
	["topologySpreadConstraints", keyed("topologyKey", "whenUnsatisfiable")],
	["schedulingGates", keyed("name")],
	["resourceClaims", keyed("name")],
	["nodeSelector", atomic],
	["selector", atomic],
	["labelSelector", atomic],
	["namespaceSelector", atomic],
	["podSelector", atomic],
	["objectSelector", atomic],
	["configMapKeyRef", atomic],
	["secretKeyRef", atomic],
	["fieldRef", atomic],
	["resourceFieldRef", atomic],
	["roleRef", atomic],
	["involvedObject", atomic],
	["targetRef", atomic],
	["regarding", atomic],
	["conditions", keyed("type")],
	["status.podIPs", keyed("ip")],
	["status.addresses", keyed("type")],
	["spec.podCIDRs", setShape],
	["webhooks", keyed("name")],
];

/** The shapes of a built-in kind. Lists nobody says more about are owned whole. */
export function builtinShapeOf(kind: string): ShapeOf {
	return (names) => {
		const path = names.join(".");
		if (kind === "Service" && path === "spec.ports")
			return keyed("port", "protocol");
		if (kind === "ServiceAccount" && path === "secrets") return keyed("name");
		for (const [end, shape] of builtinShapes) {
			if (path === end || path.endsWith(`.${end}`)) return shape;
		}
		return granular;
	};
}

interface SchemaNode {
	readonly properties?: Readonly<Record<string, SchemaNode>>;
	readonly additionalProperties?: SchemaNode | boolean;
	readonly items?: SchemaNode;
	readonly "x-kubernetes-list-type"?: string;
	readonly "x-kubernetes-list-map-keys"?: readonly string[];
	readonly "x-kubernetes-map-type"?: string;
}

/** The shapes a custom kind's schema declares. */
export function schemaShapeOf(schema: object | undefined): ShapeOf {
	const metadata = builtinShapeOf("");
	return (names) => {
		if (names[0] === "metadata") return metadata(names);
		let node = schema as SchemaNode | undefined;
		for (const name of names) node = childOf(node, name);
		if (node?.["x-kubernetes-map-type"] === "atomic") return atomic;
		const listType = node?.["x-kubernetes-list-type"];
		if (listType === "set") return setShape;
		if (listType === "map")
			return keyed(...(node?.["x-kubernetes-list-map-keys"] ?? []));
		return granular;
	};
}

function childOf(
	node: SchemaNode | undefined,
	name: string,
): SchemaNode | undefined {
	const holder = node?.items ?? node;
	const found = holder?.properties?.[name];
	if (found) return found;
	const other = holder?.additionalProperties;
	return typeof other === "object" ? other : undefined;
}

import {
	type BuiltInFields,
	builtInKind,
	type FieldType,
	fieldsOfType,
} from "../built-in-types/built-in-types.ts";

/** How a strategic merge patch treats one field. */
export interface FieldPatch {
	/** Lists with `merge` are merged by `mergeKey`, or as a set when they hold scalars; others are replaced. */
	readonly strategy: "merge" | "replace";
	readonly mergeKey?: string;
	/** Whether `$retainKeys` is sent for this field. */
	readonly retainKeys?: true;
	readonly isList: boolean;
	/** The structure below: of the object, of the map's values or of the list's items. */
	readonly below: PatchSchema;
}

/** The knowledge strategic merge needs of a type. Unknown fields merge as objects and replace as lists. */
export interface PatchSchema {
	readonly typeName: string;
	field(name: string): FieldPatch | undefined;
}

type Strategy = Pick<FieldPatch, "strategy" | "mergeKey" | "retainKeys">;

const by = (mergeKey: string): Strategy => ({ strategy: "merge", mergeKey });
const asSet: Strategy = { strategy: "merge" };

const containerLists: [string, Strategy][] = [
	["env", by("name")],
	["ports", by("containerPort")],
	["volumeDevices", by("devicePath")],
	["volumeMounts", by("mountPath")],
];

/** Patch strategies of the built-in types, by the type's name without its group. */
const strategies = new Map<string, ReadonlyMap<string, Strategy>>(
	Object.entries({
		ObjectMeta: [
			["finalizers", asSet],
			["ownerReferences", by("uid")],
		],
		PodSpec: [
			["containers", by("name")],
			["ephemeralContainers", by("name")],
			["hostAliases", by("ip")],
			["imagePullSecrets", by("name")],
			["initContainers", by("name")],
			["resourceClaims", { ...by("name"), retainKeys: true }],
			["schedulingGates", by("name")],
			["topologySpreadConstraints", by("topologyKey")],
			["volumes", { ...by("name"), retainKeys: true }],
		],
		PodStatus: [
			["conditions", by("type")],
			["hostIPs", by("ip")],
			["podIPs", by("ip")],
			["resourceClaimStatuses", { ...by("name"), retainKeys: true }],
		],
		Container: containerLists,
		EphemeralContainer: containerLists,
		DeploymentSpec: [["strategy", { strategy: "merge", retainKeys: true }]],
		ServiceSpec: [["ports", by("port")]],
		ServiceAccount: [["secrets", by("name")]],
		NodeSpec: [["podCIDRs", asSet]],
		NodeStatus: [
			["addresses", by("type")],
			["conditions", by("type")],
		],
		CSINodeSpec: [["drivers", by("name")]],
		MutatingWebhookConfiguration: [["webhooks", by("name")]],
		ValidatingWebhookConfiguration: [["webhooks", by("name")]],
		MutatingWebhook: [["matchConditions", by("name")]],
		ValidatingWebhook: [["matchConditions", by("name")]],
		ValidatingAdmissionPolicySpec: [
			["matchConditions", by("name")],
			["variables", by("name")],
		],
		...Object.fromEntries(
			[
				"APIServiceStatus",
				"DaemonSetStatus",
				"DeploymentStatus",
				"FlowSchemaStatus",
				"HorizontalPodAutoscalerStatus",
				"JobStatus",
				"NamespaceStatus",
				"PersistentVolumeClaimStatus",
				"PodDisruptionBudgetStatus",
				"PriorityLevelConfigurationStatus",
				"ReplicaSetStatus",
				"ReplicationControllerStatus",
				"ServiceStatus",
				"StatefulSetStatus",
			].map((type) => [type, [["conditions", by("type")]]]),
		),
	} as Record<string, [string, Strategy][]>).map(([type, fields]) => [
		type,
		new Map(fields),
	]),
);

const unknown: PatchSchema = {
	typeName: "unknown",
	field: () => undefined,
};
const byType = new Map<string, PatchSchema>();

/** The merge keys and strategies of a built-in kind; for any other kind everything is unknown. */
export function patchSchemaFor(apiVersion: string, kind: string): PatchSchema {
	const known = builtInKind(apiVersion, kind);
	return known === undefined ? unknown : patchSchemaOfType(known.type);
}

/** The same for a built-in type by its name, such as `core.v1.PodSpec`. */
export function patchSchemaOfType(typeName: string): PatchSchema {
	const found = byType.get(typeName);
	if (found !== undefined) return found;
	const fields: BuiltInFields = fieldsOfType(typeName);
	const special = strategies.get(typeName.split(".").at(-1) ?? "");
	const schema: PatchSchema = {
		typeName,
		field(name) {
			const field = fields.get(name);
			if (field === undefined) return undefined;
			const below = schemaBelow(field.type);
			const isList = field.type.kind === "list";
			const strategy = special?.get(name) ?? {
				strategy: isList ? "replace" : "merge",
			};
			return { ...strategy, isList, below };
		},
	};
	byType.set(typeName, schema);
	return schema;
}

function schemaBelow(type: FieldType): PatchSchema {
	if (type.kind === "reference") return patchSchemaOfType(type.name);
	if (type.kind === "list") return schemaBelow(type.of);
	// Values of a map have no fields of their own in the map; each key stands for one value.
	if (type.kind === "map") {
		const below = schemaBelow(type.of);
		return {
			typeName: "map",
			field: () => ({ strategy: "merge", isList: false, below }),
		};
	}
	return unknown;
}

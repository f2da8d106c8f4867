/**
 * Writes built-in-types.json: the field structure of the built-in types, read from the
 * model classes of the client library. Run by hand after that library moved:
 *
 *     node packages/simkube/src/openapi/generate-schemas.ts
 *     npx biome check --write packages/simkube/src/openapi
 *
 * Names and types of fields are all that is taken; there are no descriptions.
 */
import { readFileSync, writeFileSync } from "node:fs";
import * as client from "@kubernetes/client-node";

type KindLine = readonly [kind: string, plural: string, namespaced: boolean];

const kinds: Record<string, readonly KindLine[]> = {
	v1: [
		["Binding", "bindings", true],
		["ComponentStatus", "componentstatuses", false],
		["ConfigMap", "configmaps", true],
		["Endpoints", "endpoints", true],
		["Event", "events", true],
		["LimitRange", "limitranges", true],
		["Namespace", "namespaces", false],
		["Node", "nodes", false],
		["PersistentVolume", "persistentvolumes", false],
		["PersistentVolumeClaim", "persistentvolumeclaims", true],
		["Pod", "pods", true],
		["PodTemplate", "podtemplates", true],
		["ReplicationController", "replicationcontrollers", true],
		["ResourceQuota", "resourcequotas", true],
		["Secret", "secrets", true],
		["Service", "services", true],
		["ServiceAccount", "serviceaccounts", true],
		["Status", "", false],
		["DeleteOptions", "", false],
	],
	"admissionregistration.k8s.io/v1": [
		["MutatingWebhookConfiguration", "mutatingwebhookconfigurations", false],
		["ValidatingAdmissionPolicy", "validatingadmissionpolicies", false],
		[
			"ValidatingAdmissionPolicyBinding",
			"validatingadmissionpolicybindings",
			false,
		],
		[
			"ValidatingWebhookConfiguration",
			"validatingwebhookconfigurations",
			false,
		],
	],
	"apiextensions.k8s.io/v1": [
		["CustomResourceDefinition", "customresourcedefinitions", false],
	],
	"apiregistration.k8s.io/v1": [["APIService", "apiservices", false]],
	"apps/v1": [
		["ControllerRevision", "controllerrevisions", true],
		["DaemonSet", "daemonsets", true],
		["Deployment", "deployments", true],
		["ReplicaSet", "replicasets", true],
		["StatefulSet", "statefulsets", true],
	],
	"authentication.k8s.io/v1": [
		["SelfSubjectReview", "selfsubjectreviews", false],
		["TokenRequest", "", true],
		["TokenReview", "tokenreviews", false],
	],
	"authorization.k8s.io/v1": [
		["LocalSubjectAccessReview", "localsubjectaccessreviews", true],
		["SelfSubjectAccessReview", "selfsubjectaccessreviews", false],
		["SelfSubjectRulesReview", "selfsubjectrulesreviews", false],
		["SubjectAccessReview", "subjectaccessreviews", false],
	],
	"autoscaling/v1": [
		["HorizontalPodAutoscaler", "horizontalpodautoscalers", true],
		["Scale", "", true],
	],
	"autoscaling/v2": [
		["HorizontalPodAutoscaler", "horizontalpodautoscalers", true],
	],
	"batch/v1": [
		["CronJob", "cronjobs", true],
		["Job", "jobs", true],
	],
	"certificates.k8s.io/v1": [
		["CertificateSigningRequest", "certificatesigningrequests", false],
	],
	"coordination.k8s.io/v1": [["Lease", "leases", true]],
	"discovery.k8s.io/v1": [["EndpointSlice", "endpointslices", true]],
	"events.k8s.io/v1": [["Event", "events", true]],
	"flowcontrol.apiserver.k8s.io/v1": [
		["FlowSchema", "flowschemas", false],
		["PriorityLevelConfiguration", "prioritylevelconfigurations", false],
	],
	"networking.k8s.io/v1": [
		["Ingress", "ingresses", true],
		["IngressClass", "ingressclasses", false],
		["NetworkPolicy", "networkpolicies", true],
	],
	"node.k8s.io/v1": [["RuntimeClass", "runtimeclasses", false]],
	"policy/v1": [
		["Eviction", "", true],
		["PodDisruptionBudget", "poddisruptionbudgets", true],
	],
	"rbac.authorization.k8s.io/v1": [
		["ClusterRole", "clusterroles", false],
		["ClusterRoleBinding", "clusterrolebindings", false],
		["Role", "roles", true],
		["RoleBinding", "rolebindings", true],
	],
	"scheduling.k8s.io/v1": [["PriorityClass", "priorityclasses", false]],
	"storage.k8s.io/v1": [
		["CSIDriver", "csidrivers", false],
		["CSINode", "csinodes", false],
		["CSIStorageCapacity", "csistoragecapacities", true],
		["StorageClass", "storageclasses", false],
		["VolumeAttachment", "volumeattachments", false],
	],
};

/** Models of the same name in several groups carry their group in front. */
const renamed: Record<string, string> = {
	"v1/Event": "CoreV1Event",
	"events.k8s.io/v1/Event": "EventsV1Event",
	"authentication.k8s.io/v1/TokenRequest": "AuthenticationV1TokenRequest",
};

/** Types of the machinery, which any group uses. */
const metaTypes = new Set([
	"Condition",
	"DeleteOptions",
	"FieldSelectorRequirement",
	"LabelSelector",
	"LabelSelectorRequirement",
	"ListMeta",
	"ManagedFieldsEntry",
	"ObjectMeta",
	"OwnerReference",
	"Preconditions",
	"ShardInfo",
	"Status",
	"StatusCause",
	"StatusDetails",
]);

/** Quantities are plain strings to the client library. */
const quantities = new Set([
	"CSIStorageCapacity.capacity",
	"CSIStorageCapacity.maximumVolumeSize",
	"ContainerStatus.allocatedResources",
	"EmptyDirVolumeSource.sizeLimit",
	"LimitRangeItem.default",
	"LimitRangeItem.defaultRequest",
	"LimitRangeItem.max",
	"LimitRangeItem.maxLimitRequestRatio",
	"LimitRangeItem.min",
	"MetricTarget.averageValue",
	"MetricTarget.value",
	"MetricValueStatus.averageValue",
	"MetricValueStatus.value",
	"NodeStatus.allocatable",
	"NodeStatus.capacity",
	"Overhead.podFixed",
	"PersistentVolumeClaimStatus.allocatedResources",
	"PersistentVolumeClaimStatus.capacity",
	"PersistentVolumeSpec.capacity",
	"PodSpec.overhead",
	"ResourceFieldSelector.divisor",
	"ResourceQuotaSpec.hard",
	"ResourceQuotaStatus.hard",
	"ResourceQuotaStatus.used",
	"ResourceRequirements.limits",
	"ResourceRequirements.requests",
	"VolumeResourceRequirements.limits",
	"VolumeResourceRequirements.requests",
]);

interface Attribute {
	readonly name: string;
	readonly baseName: string;
	readonly type: string;
	readonly format: string;
}

const modelsFolder = new URL(
	"./gen/models/",
	import.meta.resolve("@kubernetes/client-node"),
);
const models = client as unknown as Record<
	string,
	{ getAttributeTypeMap?(): Attribute[] } | undefined
>;
const names = new Map<string, string>();
const types: Record<string, Record<string, string>> = {};

function modelFor(groupVersion: string, kind: string): string {
	const known = renamed[`${groupVersion}/${kind}`];
	if (known !== undefined) return known;
	const version = groupVersion.split("/").at(-1) ?? "v1";
	return `${version.replace(/^v/, "V")}${kind}`;
}

const shortName = (model: string): string =>
	model.replace(/^(?:[A-Z][a-z]+)?V\d+(?:(?:alpha|beta)\d+)?(?=[A-Z])/, "");

function typeName(model: string, groupVersion: string): string {
	const short = shortName(model);
	const found = names.get(model);
	if (found !== undefined) return found;
	const [group, version] = groupVersion.includes("/")
		? groupVersion.split("/")
		: ["core", groupVersion];
	const name = metaTypes.has(short)
		? `meta.v1.${short}`
		: short === "JSONSchemaProps" || group === "apiextensions.k8s.io"
			? `apiextensions.v1.${short}`
			: `${(group ?? "").split(".")[0]}.${version}.${short}`;
	names.set(model, name);
	types[name] = readFields(model, groupVersion, short);
	return name;
}

function readFields(
	model: string,
	groupVersion: string,
	short: string,
): Record<string, string> {
	const declared = readFileSync(new URL(`${model}.d.ts`, modelsFolder), "utf8");
	const fields: Record<string, string> = {};
	const attributes = models[model]?.getAttributeTypeMap?.() ?? [];
	for (const { name, baseName, type, format } of attributes) {
		const expression = quantities.has(`${short}.${baseName}`)
			? type.replace("string;", "quantity;").replace(/^string$/, "quantity")
			: type;
		const required = declared.includes(`\n    '${name}': `) ? "!" : "";
		fields[baseName] = required + express(expression, format, groupVersion);
	}
	return fields;
}

/** `[]`, `map:` and `#` for lists, maps and references; scalars as `type:format`. */
function express(type: string, format: string, groupVersion: string): string {
	const list = /^Array<(.*)>$/.exec(type)?.[1];
	if (list !== undefined) return `[]${express(list, format, groupVersion)}`;
	const map = /^\{ \[key: string\]: (.*); \}$/.exec(type)?.[1];
	if (map !== undefined) return `map:${express(map, format, groupVersion)}`;
	switch (type) {
		case "string":
			return format === "byte" ? "string:byte" : "string";
		case "quantity":
			return "quantity";
		case "number":
			return format === "double"
				? "number:double"
				: `integer:${format || "int32"}`;
		case "boolean":
		case "any":
			return type;
		case "object":
			return "any";
		case "Date":
			return "string:date-time";
		case "V1MicroTime":
			return "string:micro-time";
		case "IntOrString":
			return "int-or-string";
		default:
			return `#${typeName(type, groupVersion)}`;
	}
}

const listed = Object.entries(kinds).flatMap(([groupVersion, lines]) =>
	lines.map(([kind, plural, namespaced]) => ({
		apiVersion: groupVersion,
		kind,
		plural,
		namespaced,
		type: typeName(modelFor(groupVersion, kind), groupVersion),
	})),
);
const rows = (values: unknown[]) => values.map((row) => JSON.stringify(row));
const sortedTypes = Object.entries(types)
	.sort(([a], [b]) => (a < b ? -1 : 1))
	.map(([name, fields]) => `${JSON.stringify(name)}:${JSON.stringify(fields)}`);
writeFileSync(
	new URL("./built-in-types.json", import.meta.url),
	`{"kinds":[\n${rows(listed).join(",\n")}\n],"types":{\n${sortedTypes.join(",\n")}\n}}\n`,
);

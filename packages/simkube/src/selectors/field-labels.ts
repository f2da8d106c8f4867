import type { KubeObject } from "../kube-object.ts";

/** Which fields of a kind a field selector may name, how each is read, and how others are refused. */
export interface FieldLabels {
	readonly read: ReadonlyMap<string, (object: KubeObject) => string>;
	readonly refusal: (label: string) => string;
}

type Read = (object: KubeObject) => string;

function at(path: string): Read {
	const steps = path.split(".");
	return (object) => {
		let value: unknown = object;
		for (const step of steps) {
			if (typeof value !== "object" || value === null) return "";
			value = (value as Record<string, unknown>)[step];
		}
		return value === undefined || value === null ? "" : String(value);
	};
}

const orFalse =
	(read: Read): Read =>
	(object) =>
		read(object) || "false";
const firstOf =
	(...reads: Read[]): Read =>
	(object) => {
		for (const read of reads) {
			const value = read(object);
			if (value !== "") return value;
		}
		return "";
	};

function plain(...paths: string[]): [string, Read][] {
	return paths.map((path) => [path, at(path)]);
}

const podIPs: Read = (object) => {
	const ips: unknown = object.status?.podIPs;
	if (!Array.isArray(ips)) return "";
	return ips.map((entry: { ip?: string }) => entry.ip ?? "").join(",");
};

const involved = [
	"kind",
	"namespace",
	"name",
	"uid",
	"apiVersion",
	"resourceVersion",
	"fieldPath",
];

const unsupported = (label: string) => `field label not supported: ${label}`;

interface Known {
	readonly fields: readonly [string, Read][];
	readonly refusal?: (label: string) => string;
	/** A cluster-scoped kind has no `metadata.namespace` to select by. */
	readonly clusterScoped?: boolean;
}

const known = new Map<string, Known>([
	[
		"v1/Pod",
		{
			fields: [
				...plain(
					"spec.nodeName",
					"spec.restartPolicy",
					"spec.schedulerName",
					"spec.serviceAccountName",
					"status.phase",
					"status.podIP",
					"status.nominatedNodeName",
				),
				["spec.host", at("spec.nodeName")],
				["spec.hostNetwork", orFalse(at("spec.hostNetwork"))],
				["status.podIPs", podIPs],
			],
		},
	],
	[
		"v1/Node",
		{
			fields: [["spec.unschedulable", orFalse(at("spec.unschedulable"))]],
			clusterScoped: true,
		},
	],
	[
		"v1/Event",
		{
			fields: [
				...involved.map((field): [string, Read] => [
					`involvedObject.${field}`,
					at(`involvedObject.${field}`),
				]),
				...plain("reason", "reportingComponent", "type"),
				["source", firstOf(at("source.component"), at("reportingComponent"))],
			],
		},
	],
	[
		"events.k8s.io/v1/Event",
		{
			fields: [
				...involved.map((field): [string, Read] => [
					`regarding.${field}`,
					at(`regarding.${field}`),
				]),
				...plain("reason", "reportingController", "type"),
			],
		},
	],
	["v1/Namespace", { fields: plain("status.phase"), clusterScoped: true }],
	["v1/Secret", { fields: plain("type") }],
	["v1/Service", { fields: plain("spec.clusterIP", "spec.type") }],
	["v1/ReplicationController", { fields: plain("status.replicas") }],
	[
		"batch/v1/Job",
		{
			fields: [
				[
					"status.successful",
					(object) => at("status.succeeded")(object) || "0",
				],
			],
			refusal: (label) =>
				`field label ${JSON.stringify(label)} not supported for Job`,
		},
	],
	[
		"certificates.k8s.io/v1/CertificateSigningRequest",
		{
			fields: plain("spec.signerName"),
			refusal: (label) =>
				`field label not supported for CertificateSigningRequest: ${label}`,
			clusterScoped: true,
		},
	],
]);

const onlyMetadata = (label: string) =>
	`${JSON.stringify(label)} is not a known field selector: only "metadata.name", "metadata.namespace"`;

/** The selectable fields of a built-in kind; a kind of no special fields has its name and namespace. */
export function fieldLabelsFor(apiVersion: string, kind: string): FieldLabels {
	const special = known.get(`${apiVersion}/${kind}`);
	const metadata =
		special?.clusterScoped === true
			? plain("metadata.name")
			: plain("metadata.name", "metadata.namespace");
	return {
		read: new Map([...metadata, ...(special?.fields ?? [])]),
		refusal:
			special === undefined ? onlyMetadata : (special.refusal ?? unsupported),
	};
}

/** The selectable fields of a custom kind: its metadata and `selectableFields[].jsonPath` of its version. */
export function customFieldLabels(jsonPaths: Iterable<string>): FieldLabels {
	const paths = [...jsonPaths].map((path) => path.replace(/^\./, ""));
	return {
		read: new Map(plain("metadata.name", "metadata.namespace", ...paths)),
		refusal: unsupported,
	};
}

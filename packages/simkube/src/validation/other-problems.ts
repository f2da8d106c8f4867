import type { KubeObject } from "../kube-object.ts";
import type { StatusCause } from "../status-error.ts";
import { configKeyRefusals, dns1123LabelRefusals } from "../valid-names.ts";
import { goStrings } from "./go-syntax.ts";
import { isEmpty, itemsOf, type Loose } from "./loose.ts";
import { canonical } from "./pod-problems.ts";
import {
	duplicate,
	forbidden,
	invalid,
	invalidAs,
	invalidText,
	oneOf,
	portNumber,
	required,
	tooLong,
} from "./problems.ts";

type Check = (object: KubeObject, old?: KubeObject) => StatusCause[];

const maxDataBytes = 1024 * 1024;

function dataProblems(object: KubeObject, ...fields: string[]): StatusCause[] {
	let bytes = 0;
	const problems = fields.flatMap((field) =>
		Object.entries(object[field] ?? {}).flatMap(([key, value]) => {
			bytes += Buffer.byteLength(String(value));
			return invalidText(`${field}[${key}]`, key, configKeyRefusals(key));
		}),
	);
	if (bytes > maxDataBytes)
		problems.push(tooLong(fields[0] ?? "", maxDataBytes));
	return problems;
}

function immutableData(
	object: KubeObject,
	old: KubeObject | undefined,
	...fields: string[]
): StatusCause[] {
	if (old?.immutable !== true) return [];
	const changed = fields.filter(
		(field) => canonical(object[field] ?? {}) !== canonical(old[field] ?? {}),
	);
	if (object.immutable !== true) changed.unshift("immutable");
	return changed.map((field) =>
		forbidden(field, "field is immutable when `immutable` is set"),
	);
}

const configMap: Check = (object, old) => [
	...dataProblems(object, "data", "binaryData"),
	...immutableData(object, old, "data", "binaryData"),
];

const keysOfType: Record<string, readonly string[]> = {
	"kubernetes.io/tls": ["tls.crt", "tls.key"],
	"kubernetes.io/dockerconfigjson": [".dockerconfigjson"],
	"kubernetes.io/dockercfg": [".dockercfg"],
	"kubernetes.io/ssh-auth": ["ssh-privatekey"],
};

const secret: Check = (object, old) => {
	const problems = dataProblems(object, "data");
	for (const key of keysOfType[object.type] ?? [])
		if (object.data?.[key] === undefined)
			problems.push(required(`data[${key}]`));
	if (old !== undefined && object.type !== old.type)
		problems.push(invalid("type", object.type, "field is immutable"));
	return [...problems, ...immutableData(object, old, "data")];
};

const service: Check = ({ spec }, old) => {
	const problems = oneOf("spec.type", spec?.type, [
		"ClusterIP",
		"ExternalName",
		"LoadBalancer",
		"NodePort",
	]);
	if (spec?.type === "ExternalName") {
		if (!spec.externalName) problems.push(required("spec.externalName"));
	} else if (isEmpty(spec?.ports) && spec?.clusterIP !== "None")
		problems.push(required("spec.ports"));
	problems.push(
		...oneOf("spec.sessionAffinity", spec?.sessionAffinity, [
			"ClientIP",
			"None",
		]),
		...servicePorts(spec),
		...changedAddress(spec, old?.spec),
	);
	return problems;
};

function servicePorts(spec: Loose): StatusCause[] {
	const ports = itemsOf(spec?.ports, "spec.ports");
	const names = new Set<string>();
	const numbers = new Set<string>();
	return ports.flatMap(([port, at]) => {
		const problems: StatusCause[] = [];
		if (ports.length > 1 && !port.name) problems.push(required(`${at}.name`));
		if (port.name) {
			problems.push(
				...invalidText(
					`${at}.name`,
					port.name,
					dns1123LabelRefusals(port.name),
				),
			);
			if (names.has(port.name))
				problems.push(duplicate(`${at}.name`, port.name));
			names.add(port.name);
		}
		problems.push(
			...portNumber(`${at}.port`, port.port),
			...oneOf(`${at}.protocol`, port.protocol, ["SCTP", "TCP", "UDP"]),
		);
		const number = `${port.protocol}/${port.port}`;
		if (numbers.has(number))
			problems.push({
				...duplicate(at, ""),
				message: `Duplicate value: core.ServicePort{Name:"", Protocol:${JSON.stringify(port.protocol)}, AppProtocol:(*string)(nil), Port:${port.port}, TargetPort:intstr.IntOrString{Type:0, IntVal:0, StrVal:""}, NodePort:0}`,
			});
		numbers.add(number);
		return problems;
	});
}

/** An address once given stays, unless the service stops having one. */
function changedAddress(spec: Loose, old: Loose): StatusCause[] {
	if (!old?.clusterIP || old.type === "ExternalName") return [];
	if (spec?.type === "ExternalName" || spec?.clusterIP === old.clusterIP)
		return [];
	return [
		invalidAs(
			"spec.clusterIPs[0]",
			goStrings(spec?.clusterIPs ?? [spec?.clusterIP ?? ""]),
			"may not change once set",
		),
	];
}

const lease: Check = ({ spec }) => {
	const problems: StatusCause[] = [];
	const { leaseDurationSeconds, leaseTransitions, holderIdentity } = spec ?? {};
	if (typeof leaseDurationSeconds === "number" && leaseDurationSeconds <= 0)
		problems.push(
			invalid(
				"spec.leaseDurationSeconds",
				leaseDurationSeconds,
				"must be greater than 0",
			),
		);
	if (typeof leaseTransitions === "number" && leaseTransitions < 0)
		problems.push(
			invalid(
				"spec.leaseTransitions",
				leaseTransitions,
				"must be greater than or equal to 0",
			),
		);
	if (holderIdentity === "")
		problems.push(invalid("spec.holderIdentity", "", "must not be empty"));
	return problems;
};

const claim: Check = ({ spec }, old) => {
	const problems: StatusCause[] = [];
	if (isEmpty(spec?.accessModes))
		problems.push(
			required("spec.accessModes", "at least 1 access mode is required"),
		);
	if (spec?.resources?.requests?.storage === undefined)
		problems.push(required("spec.resources[storage]"));
	const fixed = ({
		resources: _,
		volumeAttributesClassName: __,
		...rest
	}: Loose) => canonical({ ...rest, volumeName: undefined });
	if (old !== undefined && fixed(spec ?? {}) !== fixed(old.spec ?? {}))
		problems.push(
			forbidden(
				"spec",
				"spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims",
			),
		);
	return problems;
};

const pathTypes = ["Exact", "ImplementationSpecific", "Prefix"];

const ingress: Check = ({ spec }) => {
	if (isEmpty(spec?.rules) && isEmpty(spec?.defaultBackend))
		return [
			invalid(
				"spec",
				spec ?? {},
				"either `defaultBackend` or `rules` must be specified",
			),
		];
	return itemsOf(spec?.rules, "spec.rules").flatMap(([rule, at]) =>
		itemsOf(rule.http?.paths, `${at}.http.paths`).flatMap(([path, place]) =>
			path.pathType
				? oneOf(`${place}.pathType`, path.pathType, pathTypes)
				: [required(`${place}.pathType`, "pathType must be specified")],
		),
	);
};

const definition: Check = ({ metadata, spec }) => {
	const problems: StatusCause[] = [];
	const name = `${spec?.names?.plural}.${spec?.group}`;
	if (metadata.name !== name)
		problems.push(
			invalid(
				"metadata.name",
				metadata.name,
				'must be spec.names.plural+"."+spec.group',
			),
		);
	for (const field of ["group", "scope"])
		if (!spec?.[field]) problems.push(required(`spec.${field}`));
	if (spec?.scope)
		problems.push(
			...oneOf("spec.scope", spec.scope, ["Cluster", "Namespaced"]),
		);
	for (const field of ["plural", "singular", "kind", "listKind"])
		if (!spec?.names?.[field]) problems.push(required(`spec.names.${field}`));
	const versions = itemsOf(spec?.versions, "spec.versions");
	const stored = versions.filter(([{ storage }]) => storage === true);
	if (stored.length !== 1)
		problems.push(
			invalid(
				"spec.versions",
				spec?.versions ?? [],
				"must have exactly one version marked as storage version",
			),
		);
	for (const [version, at] of versions)
		if (isEmpty(version.schema?.openAPIV3Schema))
			problems.push(
				required(`${at}.schema.openAPIV3Schema`, "schemas are required"),
			);
	return problems;
};

const disruptionBudget: Check = ({ spec }) =>
	spec?.minAvailable !== undefined && spec?.maxUnavailable !== undefined
		? [
				invalid(
					"spec",
					spec,
					"minAvailable and maxUnavailable cannot be both set",
				),
			]
		: [];

/** Checks of the kinds that make no pods and give no rights, by kind. */
export const otherChecks: Record<string, Check> = {
	ConfigMap: configMap,
	Secret: secret,
	Service: service,
	Lease: lease,
	PersistentVolumeClaim: claim,
	Ingress: ingress,
	CustomResourceDefinition: definition,
	PodDisruptionBudget: disruptionBudget,
};

import type { KubeObject } from "../kube-object.ts";
import type { StatusCause } from "../status-error.ts";
import {
	dns1035LabelRefusals,
	dns1123LabelRefusals,
	dns1123SubdomainRefusals,
	labelValueRefusals,
	pathSegmentRefusals,
	qualifiedNameRefusals,
} from "../valid-names.ts";
import {
	forbidden,
	invalid,
	invalidText,
	required,
	tooLong,
} from "./problems.ts";

const maxAnnotationBytes = 256 * 1024;

type NameRule = (name: string) => string[];

const nameRules = new Map<string, NameRule>([
	["v1/Namespace", dns1123LabelRefusals],
	["v1/Service", dns1035LabelRefusals],
	["batch/v1/CronJob", cronJobNameRefusals],
	...["Role", "ClusterRole", "RoleBinding", "ClusterRoleBinding"].map(
		(kind): [string, NameRule] => [
			`rbac.authorization.k8s.io/v1/${kind}`,
			pathSegmentRefusals,
		],
	),
]);

/** A cron job leaves eleven characters to the names of its jobs. */
function cronJobNameRefusals(name: string): string[] {
	const refusals = dns1123SubdomainRefusals(name);
	return name.length > 52
		? [...refusals, "must be no more than 52 characters"]
		: refusals;
}

/** Problems of the metadata, which all kinds share but for the rule of their names. */
export function metadataProblems(
	object: KubeObject,
	old?: KubeObject,
): StatusCause[] {
	return [
		...nameProblems(object),
		...labelProblems(object.metadata.labels, "metadata.labels"),
		...annotationProblems(object.metadata.annotations),
		...ownerProblems(object),
		...finalizerProblems(object, old),
		...changedIdentity(object, old),
	];
}

function nameProblems({
	apiVersion,
	kind,
	metadata,
}: KubeObject): StatusCause[] {
	const { name, generateName } = metadata;
	if (!name)
		return generateName
			? []
			: [required("metadata.name", "name or generateName is required")];
	const rule =
		nameRules.get(`${apiVersion}/${kind}`) ?? dns1123SubdomainRefusals;
	return invalidText("metadata.name", name, rule(name));
}

/** Problems of labels, be they an object's or a template's. */
export function labelProblems(
	labels: Record<string, string> | undefined | null,
	field: string,
): StatusCause[] {
	return Object.entries(labels ?? {}).flatMap(([key, value]) => [
		...invalidText(field, key, qualifiedNameRefusals(key)),
		...invalidText(field, String(value), labelValueRefusals(String(value))),
	]);
}

function annotationProblems(
	annotations: Record<string, string> | undefined,
): StatusCause[] {
	const field = "metadata.annotations";
	let bytes = 0;
	const problems: StatusCause[] = [];
	for (const [key, value] of Object.entries(annotations ?? {})) {
		problems.push(
			...invalidText(field, key, qualifiedNameRefusals(key.toLowerCase())),
		);
		bytes += Buffer.byteLength(key) + Buffer.byteLength(String(value));
	}
	if (bytes > maxAnnotationBytes)
		problems.push(tooLong(field, maxAnnotationBytes));
	return problems;
}

function ownerProblems({ metadata }: KubeObject): StatusCause[] {
	const field = "metadata.ownerReferences";
	const owners = metadata.ownerReferences ?? [];
	const problems = owners.flatMap(({ apiVersion, kind, name, uid }) => [
		...(apiVersion
			? []
			: [invalid(`${field}.apiVersion`, "", "version must not be empty")]),
		...(kind ? [] : [invalid(`${field}.kind`, "", "must not be empty")]),
		...(name ? [] : [invalid(`${field}.name`, "", "must not be empty")]),
		...(uid ? [] : [invalid(`${field}.uid`, "", "must not be empty")]),
	]);
	const controllers = owners.filter(({ controller }) => controller === true);
	if (controllers.length > 1)
		problems.push(
			invalid(
				field,
				owners,
				`Only one reference can have Controller set to true. Found "true" in references for ${controllers[0]?.kind}/${controllers[0]?.name} and ${controllers[1]?.kind}/${controllers[1]?.name}`,
			),
		);
	return problems;
}

const bareFinalizers = new Set(["orphan", "foregroundDeletion", "kubernetes"]);

function finalizerProblems(
	object: KubeObject,
	old?: KubeObject,
): StatusCause[] {
	const field = "metadata.finalizers";
	const finalizers = object.metadata.finalizers ?? [];
	const problems = finalizers.flatMap((name) => {
		const refusals = qualifiedNameRefusals(name);
		if (refusals.length > 0) return invalidText(field, name, refusals);
		return name.includes("/") || bareFinalizers.has(name)
			? []
			: [
					invalid(
						field,
						name,
						"name is neither a standard finalizer name nor is it fully qualified",
					),
				];
	});
	const before = new Set(old?.metadata.finalizers);
	const added = finalizers.filter((name) => !before.has(name));
	if (old?.metadata.deletionTimestamp !== undefined && added.length > 0)
		problems.push(
			forbidden(
				field,
				`no new finalizers can be added if the object is being deleted, found new finalizers []string{${added.map((name) => JSON.stringify(name)).join(", ")}}`,
			),
		);
	return problems;
}

function changedIdentity(object: KubeObject, old?: KubeObject): StatusCause[] {
	if (old === undefined) return [];
	return (["name", "namespace", "uid"] as const)
		.filter(
			(field) =>
				object.metadata[field] !== undefined &&
				object.metadata[field] !== old.metadata[field],
		)
		.map((field) =>
			invalid(
				`metadata.${field}`,
				object.metadata[field],
				"field is immutable",
			),
		);
}

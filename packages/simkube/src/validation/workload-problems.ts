import type { KubeObject } from "../kube-object.ts";
import { labelSelectorFromObject } from "../selectors/index.ts";
import { type StatusCause, StatusError } from "../status-error.ts";
import { goLabelSelector, goStringMap } from "./go-syntax.ts";
import { isEmpty, type Loose } from "./loose.ts";
import { labelProblems } from "./metadata-problems.ts";
import {
	canonical,
	podSpecProblems,
	podUpdateProblems,
} from "./pod-problems.ts";
import {
	forbidden,
	invalid,
	invalidAs,
	notNegative,
	oneOf,
	required,
	unsupported,
} from "./problems.ts";

type Check = (object: KubeObject, old?: KubeObject) => StatusCause[];

const pod: Check = ({ spec }, old) => [
	...podSpecProblems(spec, "spec"),
	...(old === undefined ? [] : podUpdateProblems(spec, old.spec)),
];

/** Selector and template of the kinds that keep pods running. */
function runningProblems(kind: string): Check {
	return ({ spec }, old) => [
		...notNegative("spec.replicas", spec?.replicas),
		...selectorProblems(spec, kind),
		...templateProblems(spec?.template, "spec.template"),
		...alwaysRestarts(spec?.template),
		...immutableSelector(spec, old?.spec),
		...notNegative("spec.minReadySeconds", spec?.minReadySeconds),
		...notNegative("spec.revisionHistoryLimit", spec?.revisionHistoryLimit),
	];
}

function selectorProblems(spec: Loose, kind: string): StatusCause[] {
	const field = "spec.selector";
	const selector = spec?.selector;
	const problems: StatusCause[] = [];
	if (selector === undefined || selector === null)
		problems.push(required(field));
	else if (isEmpty(selector.matchLabels) && isEmpty(selector.matchExpressions))
		return [
			invalidAs(
				field,
				goLabelSelector(selector),
				`empty selector is invalid for ${kind}`,
			),
		];
	const labels = spec?.template?.metadata?.labels;
	const matches = readSelector(selector);
	if (matches === undefined)
		return [
			invalidAs(field, goLabelSelector(selector), "invalid label selector"),
		];
	if (!matches(labels))
		problems.push(
			invalidAs(
				"spec.template.metadata.labels",
				goStringMap(labels),
				"`selector` does not match template `labels`",
			),
		);
	return problems;
}

function readSelector(selector: Loose) {
	try {
		return labelSelectorFromObject(selector);
	} catch (error) {
		if (error instanceof StatusError) return undefined;
		throw error;
	}
}

function templateProblems(template: Loose, field: string): StatusCause[] {
	return [
		...labelProblems(template?.metadata?.labels, `${field}.labels`),
		...podSpecProblems(template?.spec, `${field}.spec`),
	];
}

function alwaysRestarts(template: Loose): StatusCause[] {
	const policy = template?.spec?.restartPolicy;
	const isOther = policy === "Never" || policy === "OnFailure";
	return isOther
		? [unsupported("spec.template.spec.restartPolicy", policy, ["Always"])]
		: [];
}

function immutableSelector(spec: Loose, old: Loose): StatusCause[] {
	if (old === undefined || isEmpty(spec?.selector)) return [];
	return canonical(spec.selector) === canonical(old?.selector)
		? []
		: [
				invalidAs(
					"spec.selector",
					goLabelSelector(spec.selector),
					"field is immutable",
				),
			];
}

const deploymentStrategy: Check = ({ spec }) => {
	const field = "spec.strategy";
	const type = spec?.strategy?.type;
	const problems = oneOf(`${field}.type`, type, ["Recreate", "RollingUpdate"]);
	if (type === "Recreate" && spec.strategy.rollingUpdate)
		problems.push(
			forbidden(
				`${field}.rollingUpdate`,
				"may not be specified when strategy `type` is 'Recreate'",
			),
		);
	return problems;
};

const replicationController: Check = ({ spec }) => {
	const problems = notNegative("spec.replicas", spec?.replicas);
	if (isEmpty(spec?.selector)) return [...problems, required("spec.selector")];
	return [...problems, ...templateProblems(spec?.template, "spec.template")];
};

const changeableOfStatefulSet = [
	"replicas",
	"ordinals",
	"template",
	"updateStrategy",
	"revisionHistoryLimit",
	"persistentVolumeClaimRetentionPolicy",
	"minReadySeconds",
];

const statefulSet: Check = (object, old) => {
	const problems = runningProblems("statefulset")(object);
	if (old === undefined) return problems;
	const fixed = (spec: Loose) =>
		canonical(
			Object.fromEntries(
				Object.entries(spec ?? {}).filter(
					([field]) => !changeableOfStatefulSet.includes(field),
				),
			),
		);
	if (fixed(object.spec) !== fixed(old.spec))
		problems.push(
			forbidden(
				"spec",
				"updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden",
			),
		);
	return problems;
};

function jobSpecProblems(spec: Loose, field: string): StatusCause[] {
	const problems = [
		"parallelism",
		"completions",
		"backoffLimit",
		"activeDeadlineSeconds",
		"ttlSecondsAfterFinished",
	].flatMap((name) => notNegative(`${field}.${name}`, spec?.[name]));
	problems.push(...templateProblems(spec?.template, `${field}.template`));
	const policy = spec?.template?.spec?.restartPolicy;
	if (policy !== "OnFailure" && policy !== "Never")
		problems.push(
			required(
				`${field}.template.spec.restartPolicy`,
				'valid values: "OnFailure", "Never"',
			),
		);
	return problems;
}

const job: Check = ({ spec }, old) => {
	const problems = jobSpecProblems(spec, "spec");
	if (old === undefined) return problems;
	for (const field of ["completions", "selector", "template", "completionMode"])
		if (canonical(spec?.[field]) !== canonical(old.spec?.[field]))
			problems.push(
				invalid(`spec.${field}`, spec?.[field], "field is immutable"),
			);
	return problems;
};

const cronJob: Check = ({ spec }) => {
	const problems: StatusCause[] = [];
	if (!spec?.schedule) problems.push(required("spec.schedule"));
	else problems.push(...scheduleProblems(String(spec.schedule)));
	problems.push(
		...oneOf("spec.concurrencyPolicy", spec?.concurrencyPolicy, [
			"Allow",
			"Forbid",
			"Replace",
		]),
		...jobSpecProblems(spec?.jobTemplate?.spec, "spec.jobTemplate.spec"),
	);
	return problems;
};

function scheduleProblems(schedule: string): StatusCause[] {
	if (schedule.startsWith("@")) {
		const known =
			/^@(yearly|annually|monthly|weekly|daily|midnight|hourly|every \S+)$/;
		return known.test(schedule)
			? []
			: [
					invalid(
						"spec.schedule",
						schedule,
						`unrecognized descriptor: ${schedule}`,
					),
				];
	}
	const fields = schedule.trim().split(/\s+/);
	if (fields.length !== 5)
		return [
			invalid(
				"spec.schedule",
				schedule,
				`expected exactly 5 fields, found ${fields.length}: [${fields.join(" ")}]`,
			),
		];
	const odd = fields.find((field) => !/^[\d*/,\-?a-zA-Z]+$/.test(field));
	return odd === undefined
		? []
		: [
				invalid(
					"spec.schedule",
					schedule,
					`failed to parse int from ${odd}: strconv.Atoi: parsing ${JSON.stringify(odd)}: invalid syntax`,
				),
			];
}

const autoscaler: Check = ({ spec }) => {
	const problems: StatusCause[] = [];
	const { minReplicas, maxReplicas, scaleTargetRef } = spec ?? {};
	if (typeof minReplicas === "number" && minReplicas < 1)
		problems.push(
			invalid(
				"spec.minReplicas",
				minReplicas,
				"must be greater than or equal to 1",
			),
		);
	if (!(maxReplicas > 0))
		problems.push(
			invalid("spec.maxReplicas", maxReplicas ?? 0, "must be greater than 0"),
		);
	else if (maxReplicas < (minReplicas ?? 0))
		problems.push(
			invalid(
				"spec.maxReplicas",
				maxReplicas,
				"must be greater than or equal to `minReplicas`",
			),
		);
	for (const field of ["kind", "name"])
		if (!scaleTargetRef?.[field])
			problems.push(required(`spec.scaleTargetRef.${field}`));
	return problems;
};

const deployment: Check = (object, old) => [
	...runningProblems("deployment")(object, old),
	...deploymentStrategy(object),
];

/** Checks of the kinds that make pods, by kind. */
export const workloadChecks: Record<string, Check> = {
	Pod: pod,
	Deployment: deployment,
	ReplicaSet: runningProblems("deployment"),
	DaemonSet: runningProblems("daemonset"),
	ReplicationController: replicationController,
	StatefulSet: statefulSet,
	Job: job,
	CronJob: cronJob,
	HorizontalPodAutoscaler: autoscaler,
};

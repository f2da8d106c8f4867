import type { KubeObject } from "../kube-object.ts";
import { kubeTime } from "../resources/cluster-state.ts";
import type { Controller } from "./controller-loop.ts";
import {
	condition,
	controllerOf,
	createPod,
	current,
	isPodReady,
	putStatus,
	remove,
	type WorkloadDeps,
} from "./workload-kit.ts";

const storageKey = "batch/jobs";

/** Runs a Job's Pods until enough of them succeeded or too many failed. */
export function createJobController(deps: WorkloadDeps): Controller {
	return (event) => {
		const { object } = event.stored;
		const job =
			event.storageKey === storageKey
				? object
				: event.storageKey === "/pods"
					? controllerOf(deps, object, storageKey)
					: undefined;
		const now = job && current(deps, storageKey, job);
		if (now && !now.metadata.deletionTimestamp) reconcile(deps, now);
	};
}

interface Tally {
	readonly active: readonly KubeObject[];
	readonly succeeded: number;
	readonly failed: number;
}

function tallyOf(deps: WorkloadDeps, job: KubeObject): Tally {
	const pods = deps.owned.objectsOf(job.metadata.uid as string, "/pods");
	const inPhase = (phase: string): number =>
		pods.filter((pod) => pod.status?.phase === phase).length;
	const active = pods.filter(
		(pod) =>
			!pod.metadata.deletionTimestamp &&
			pod.status?.phase !== "Succeeded" &&
			pod.status?.phase !== "Failed",
	);
	return { active, succeeded: inPhase("Succeeded"), failed: inPhase("Failed") };
}

function reconcile(deps: WorkloadDeps, job: KubeObject): void {
	if (job.status?.completionTime || isFailed(job)) return;
	const { parallelism = 1, completions = 1, suspend } = job.spec;
	const tally = tallyOf(deps, job);
	const backoffLimit = job.spec.backoffLimit ?? 6;
	const isDone = tally.succeeded >= completions;
	const isHopeless = tally.failed > backoffLimit;
	if (isDone || isHopeless || suspend) {
		for (const pod of tally.active) remove(deps.state, pod);
	} else {
		const left = completions - tally.succeeded - tally.active.length;
		const room = parallelism - tally.active.length;
		for (let i = 0; i < Math.min(left, room); i++)
			createPod(deps, job, { generateName: `${job.metadata.name}-` });
	}
	report(deps, job, { isDone, isHopeless });
}

function isFailed(job: KubeObject): boolean {
	return (job.status?.conditions ?? []).some(
		(each: { type: string; status: string }) =>
			each.type === "Failed" && each.status === "True",
	);
}

function report(
	deps: WorkloadDeps,
	job: KubeObject,
	end: { isDone: boolean; isHopeless: boolean },
): void {
	const tally = tallyOf(deps, job);
	const now = kubeTime(deps.state.clock());
	putStatus(deps.state, storageKey, job, {
		startTime: job.status?.startTime ?? (job.spec.suspend ? undefined : now),
		active: tally.active.length || undefined,
		ready: tally.active.filter(isPodReady).length,
		succeeded: tally.succeeded || undefined,
		failed: tally.failed || undefined,
		terminating: 0,
		uncountedTerminatedPods: {},
		completionTime: end.isDone ? now : undefined,
		conditions: conditionsOf(deps, job, end),
	});
}

function conditionsOf(
	{ state }: WorkloadDeps,
	job: KubeObject,
	end: { isDone: boolean; isHopeless: boolean },
): object[] | undefined {
	if (end.isDone) {
		const reason = "CompletionsReached";
		const message = "Reached expected number of succeeded pods";
		return ["SuccessCriteriaMet", "Complete"].map((type) =>
			condition(state, job, { type, status: "True", reason, message }),
		);
	}
	if (!end.isHopeless) return undefined;
	const reason = "BackoffLimitExceeded";
	const message = "Job has reached the specified backoff limit";
	return ["FailureTarget", "Failed"].map((type) =>
		condition(state, job, { type, status: "True", reason, message }),
	);
}

import { applyDefaults } from "../defaults/index.ts";
import type { KubeObject } from "../kube-object.ts";
import { type Maker, ownedBy } from "./maker.ts";
import { podObject } from "./pod-objects.ts";

const minutesOfDay = 60 * 24;
const container = { name: "report", image: "registry.example/report:0.9.2" };
const template = () => ({
	metadata: {},
	spec: { restartPolicy: "Never", containers: [{ ...container }] },
});

/** A nightly job with its last two runs: yesterday's failed, today's is done. */
export function* jobObjects(
	maker: Maker,
	{ namespace, nodeName }: { namespace: string; nodeName: string },
): Generator<KubeObject> {
	const todayMinutes = 90 + maker.random.below(600);
	const cronJob = applyDefaults(
		maker.make({
			apiVersion: "batch/v1",
			kind: "CronJob",
			ageMinutes: minutesOfDay * 20,
			metadata: { name: "nightly-report", namespace, generation: 1 },
			fields: {
				spec: {
					schedule: "15 3 * * *",
					jobTemplate: { spec: { template: template() } },
				},
				status: {
					lastScheduleTime: maker.minutesAgo(todayMinutes),
					lastSuccessfulTime: maker.minutesAgo(todayMinutes - 2),
				},
			},
		}),
	);
	yield cronJob;
	for (const ageMinutes of [todayMinutes + minutesOfDay, todayMinutes]) {
		const isDone = ageMinutes === todayMinutes;
		const job = jobObject(maker, { cronJob, namespace, ageMinutes, isDone });
		yield job;
		yield endedPod(maker, { job, namespace, nodeName, ageMinutes, isDone });
	}
}

function jobObject(
	maker: Maker,
	of: {
		cronJob: KubeObject;
		namespace: string;
		ageMinutes: number;
		isDone: boolean;
	},
): KubeObject {
	const { cronJob, namespace, ageMinutes, isDone } = of;
	const job = applyDefaults(
		maker.make({
			apiVersion: "batch/v1",
			kind: "Job",
			ageMinutes,
			metadata: {
				name: `nightly-report-${29_000_000 + maker.random.below(900_000)}`,
				namespace,
				generation: 1,
				ownerReferences: ownedBy(cronJob),
			},
			fields: {
				spec: { backoffLimit: 0, template: template() },
				status: {
					startTime: maker.minutesAgo(ageMinutes),
					...(isDone
						? { succeeded: 1, completionTime: maker.minutesAgo(ageMinutes - 2) }
						: { failed: 1 }),
					conditions: [
						{
							type: isDone ? "Complete" : "Failed",
							status: "True",
							reason: isDone ? "CompletionsReached" : "BackoffLimitExceeded",
							message: isDone
								? "Reached expected number of succeeded pods"
								: "Job has reached the specified backoff limit",
							lastTransitionTime: maker.minutesAgo(ageMinutes - 2),
						},
					],
				},
			},
		}),
	);
	const labels = {
		"batch.kubernetes.io/controller-uid": job.metadata.uid,
		"batch.kubernetes.io/job-name": job.metadata.name,
	};
	job.spec.selector = {
		matchLabels: { "batch.kubernetes.io/controller-uid": job.metadata.uid },
	};
	job.spec.template.metadata.labels = labels;
	return job;
}

function endedPod(
	maker: Maker,
	of: {
		job: KubeObject;
		namespace: string;
		nodeName: string;
		ageMinutes: number;
		isDone: boolean;
	},
): KubeObject {
	const { job, namespace, nodeName, ageMinutes, isDone } = of;
	const pod = podObject(maker, {
		owner: job,
		name: `${job.metadata.name}-${maker.random.suffix(5)}`,
		namespace,
		labels: job.spec.template.metadata.labels,
		containers: [container],
		nodeName,
		ageMinutes,
		fate: "healthy",
	});
	pod.spec.restartPolicy = "Never";
	pod.status.phase = isDone ? "Succeeded" : "Failed";
	for (const condition of pod.status.conditions)
		if (/Ready$/.test(condition.type)) condition.status = "False";
	for (const status of pod.status.containerStatuses) {
		status.ready = false;
		status.started = false;
		status.state = {
			terminated: {
				reason: isDone ? "Completed" : "Error",
				exitCode: isDone ? 0 : 2,
				startedAt: maker.minutesAgo(ageMinutes),
				finishedAt: maker.minutesAgo(ageMinutes - 2),
			},
		};
	}
	return pod;
}

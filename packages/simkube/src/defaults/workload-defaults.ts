import { fill, isPart, type Part, partAt, parts } from "./fill.ts";
import { fillPod, fillPodSpec, fillPodTemplate } from "./pod-defaults.ts";

function fillDeployment(deployment: Part): void {
	const spec = partAt(deployment, "spec");
	fillPodTemplate(spec);
	fill(spec, {
		replicas: 1,
		revisionHistoryLimit: 10,
		progressDeadlineSeconds: 600,
	});
	const strategy = partAt(spec, "strategy");
	fill(strategy, { type: "RollingUpdate" });
	if (strategy.type === "RollingUpdate")
		fill(partAt(strategy, "rollingUpdate"), {
			maxUnavailable: "25%",
			maxSurge: "25%",
		});
}

function fillReplicaSet(set: Part): void {
	const spec = partAt(set, "spec");
	fill(spec, { replicas: 1 });
	if (spec.template !== undefined) fillPodTemplate(spec);
}

/** The oldest of them also takes its selector and labels from its template. */
function fillReplicationController(controller: Part): void {
	const spec = partAt(controller, "spec");
	const labels = spec.template?.metadata?.labels;
	if (isPart(labels) && Object.keys(labels).length > 0) {
		fill(spec, { selector: { ...labels } });
		fill(partAt(controller, "metadata"), { labels: { ...labels } });
	}
	fillReplicaSet(controller);
}

function fillDaemonSet(set: Part): void {
	const spec = partAt(set, "spec");
	fillPodTemplate(spec);
	fill(spec, { revisionHistoryLimit: 10 });
	const strategy = partAt(spec, "updateStrategy");
	fill(strategy, { type: "RollingUpdate" });
	if (strategy.type === "RollingUpdate")
		fill(partAt(strategy, "rollingUpdate"), { maxUnavailable: 1, maxSurge: 0 });
}

function fillStatefulSet(set: Part): void {
	const spec = partAt(set, "spec");
	fillPodTemplate(spec);
	fill(spec, {
		replicas: 1,
		podManagementPolicy: "OrderedReady",
		revisionHistoryLimit: 10,
		persistentVolumeClaimRetentionPolicy: {
			whenDeleted: "Retain",
			whenScaled: "Retain",
		},
	});
	const strategy = partAt(spec, "updateStrategy");
	fill(strategy, { type: "RollingUpdate" });
	if (strategy.type === "RollingUpdate")
		fill(partAt(strategy, "rollingUpdate"), { partition: 0 });
	for (const claim of parts(spec.volumeClaimTemplates)) {
		fill(claim, {
			apiVersion: "v1",
			kind: "PersistentVolumeClaim",
			status: { phase: "Pending" },
		});
		fill(partAt(claim, "metadata"), { creationTimestamp: null });
		fill(partAt(claim, "spec"), { volumeMode: "Filesystem" });
	}
}

function fillJobSpec(spec: Part): void {
	fillPodTemplate(spec);
	// Neither given means one pod; only parallelism given means a queue of unknown length.
	if (spec.parallelism === undefined) fill(spec, { completions: 1 });
	fill(spec, {
		parallelism: 1,
		backoffLimit: 6,
		completionMode: "NonIndexed",
		suspend: false,
		manualSelector: false,
		podReplacementPolicy: isPart(spec.podFailurePolicy)
			? "Failed"
			: "TerminatingOrFailed",
	});
}

function fillCronJob(cronJob: Part): void {
	const spec = partAt(cronJob, "spec");
	fill(spec, {
		concurrencyPolicy: "Allow",
		suspend: false,
		successfulJobsHistoryLimit: 3,
		failedJobsHistoryLimit: 1,
	});
	const template = partAt(spec, "jobTemplate");
	fill(partAt(template, "metadata"), { creationTimestamp: null });
	const jobSpec = partAt(template, "spec");
	// The job's own numbers are decided when a job is made, not in the template.
	fillPodTemplate(jobSpec);
}

function fillAutoscaler(autoscaler: Part): void {
	const spec = partAt(autoscaler, "spec");
	fill(spec, { minReplicas: 1 });
	if (autoscaler.apiVersion === "autoscaling/v1")
		fill(spec, { targetCPUUtilizationPercentage: 80 });
	else
		fill(spec, {
			metrics: [
				{
					type: "Resource",
					resource: {
						name: "cpu",
						target: { type: "Utilization", averageUtilization: 80 },
					},
				},
			],
		});
}

function fillStandaloneTemplate(podTemplate: Part): void {
	const template = partAt(podTemplate, "template");
	fill(partAt(template, "metadata"), { creationTimestamp: null });
	fillPodSpec(partAt(template, "spec"));
}

/** Defaults of the kinds that make pods, by kind. */
export const workloadDefaults: Record<string, (object: Part) => void> = {
	Pod: fillPod,
	PodTemplate: fillStandaloneTemplate,
	Deployment: fillDeployment,
	ReplicaSet: fillReplicaSet,
	ReplicationController: fillReplicationController,
	DaemonSet: fillDaemonSet,
	StatefulSet: fillStatefulSet,
	Job: (job) => fillJobSpec(partAt(job, "spec")),
	CronJob: fillCronJob,
	HorizontalPodAutoscaler: fillAutoscaler,
};

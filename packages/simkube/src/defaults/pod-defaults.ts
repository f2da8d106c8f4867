import { fill, isPart, type Part, partAt, parts } from "./fill.ts";

/** Defaults of a pod's spec, whether it stands in a pod or in a template. */
export function fillPodSpec(spec: Part): void {
	fill(spec, {
		restartPolicy: "Always",
		terminationGracePeriodSeconds: 30,
		dnsPolicy: "ClusterFirst",
		securityContext: {},
		schedulerName: "default-scheduler",
	});
	if (spec.serviceAccountName) spec.serviceAccount ??= spec.serviceAccountName;
	const containers = ["initContainers", "containers", "ephemeralContainers"];
	for (const container of containers.flatMap((field) => parts(spec[field])))
		fillContainer(container, spec.hostNetwork === true);
	for (const volume of parts(spec.volumes)) fillVolume(volume);
}

/** A template as the kinds that make pods carry it; the spec of one that has none becomes the default spec. */
export function fillPodTemplate(owner: Part): void {
	const template = partAt(owner, "template");
	fill(partAt(template, "metadata"), { creationTimestamp: null });
	fillPodSpec(partAt(template, "spec"));
}

/** What a pod gets beyond its spec's defaults: those that admission adds too. */
export function fillPod(pod: Part): void {
	const spec = partAt(pod, "spec");
	fillPodSpec(spec);
	fill(spec, {
		enableServiceLinks: true,
		priority: 0,
		preemptionPolicy: "PreemptLowerPriority",
	});
	for (const field of ["initContainers", "containers"])
		for (const container of parts(spec[field])) fillRequests(container);
	fillTolerations(spec);
}

/** A limit without a request is a request as well. */
function fillRequests(container: Part): void {
	const resources = partAt(container, "resources");
	if (isPart(resources.limits))
		fill(partAt(resources, "requests"), resources.limits);
}

const fiveMinutes = 300;

function fillTolerations(spec: Part): void {
	for (const condition of ["not-ready", "unreachable"]) {
		const key = `node.kubernetes.io/${condition}`;
		const tolerated = parts(spec.tolerations).some(
			(one) =>
				(one.key === key || !one.key) &&
				(one.effect === "NoExecute" || !one.effect),
		);
		if (tolerated) continue;
		spec.tolerations = [
			...parts(spec.tolerations),
			{
				key,
				operator: "Exists",
				effect: "NoExecute",
				tolerationSeconds: fiveMinutes,
			},
		];
	}
}

function fillContainer(container: Part, usesHostNetwork: boolean): void {
	fill(container, {
		resources: {},
		terminationMessagePath: "/dev/termination-log",
		terminationMessagePolicy: "File",
		imagePullPolicy: pullPolicy(container.image),
	});
	for (const port of parts(container.ports)) {
		fill(port, { protocol: "TCP" });
		if (usesHostNetwork) fill(port, { hostPort: port.containerPort });
	}
	for (const variable of parts(container.env))
		if (isPart(variable.valueFrom?.fieldRef))
			fill(variable.valueFrom.fieldRef, { apiVersion: "v1" });
	for (const probe of ["livenessProbe", "readinessProbe", "startupProbe"])
		if (isPart(container[probe])) fillProbe(container[probe]);
	for (const hook of ["postStart", "preStop"])
		if (isPart(container.lifecycle?.[hook]?.httpGet))
			fillHttpGet(container.lifecycle[hook].httpGet);
}

/** An image without a tag, or of the tag `latest`, is pulled every time; a digest pins it. */
function pullPolicy(image: unknown): string {
	const text = typeof image === "string" ? image : "";
	if (text.includes("@")) return "IfNotPresent";
	const tag = /:([^:/]+)$/.exec(text)?.[1] ?? "latest";
	return tag === "latest" ? "Always" : "IfNotPresent";
}

function fillProbe(probe: Part): void {
	fill(probe, {
		timeoutSeconds: 1,
		periodSeconds: 10,
		successThreshold: 1,
		failureThreshold: 3,
	});
	if (isPart(probe.httpGet)) fillHttpGet(probe.httpGet);
	if (isPart(probe.grpc)) fill(probe.grpc, { service: "" });
}

function fillHttpGet(get: Part): void {
	fill(get, { path: "/", scheme: "HTTP" });
}

const modeOfFiles = 0o644;

function fillVolume(volume: Part): void {
	const hasSource = Object.keys(volume).some((field) => field !== "name");
	if (!hasSource) volume.emptyDir = {};
	for (const source of ["secret", "configMap", "downwardAPI", "projected"])
		if (isPart(volume[source]))
			fill(volume[source], { defaultMode: modeOfFiles });
	if (isPart(volume.hostPath)) fill(volume.hostPath, { type: "" });
	const items = [
		...parts(volume.downwardAPI?.items),
		...parts(volume.projected?.sources).flatMap((source) =>
			parts(source.downwardAPI?.items),
		),
	];
	for (const item of items)
		if (isPart(item.fieldRef)) fill(item.fieldRef, { apiVersion: "v1" });
	for (const source of parts(volume.projected?.sources))
		if (isPart(source.serviceAccountToken))
			fill(source.serviceAccountToken, { expirationSeconds: 3600 });
	const claim = volume.ephemeral?.volumeClaimTemplate;
	if (isPart(claim)) fill(partAt(claim, "spec"), { volumeMode: "Filesystem" });
}

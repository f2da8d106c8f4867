import { fill, isPart, type Part, partAt, parts } from "./fill.ts";

const rbacGroup = "rbac.authorization.k8s.io";

function fillService(service: Part): void {
	const spec = partAt(service, "spec");
	fill(spec, { type: "ClusterIP", sessionAffinity: "None" });
	for (const port of parts(spec.ports))
		fill(port, { protocol: "TCP", targetPort: port.port });
	if (spec.sessionAffinity === "ClientIP")
		fill(partAt(partAt(spec, "sessionAffinityConfig"), "clientIP"), {
			timeoutSeconds: 10_800,
		});
	if (spec.type === "ExternalName") return;
	fill(spec, {
		internalTrafficPolicy: "Cluster",
		ipFamilies: ["IPv4"],
		ipFamilyPolicy: "SingleStack",
	});
	if (spec.type === "NodePort" || spec.type === "LoadBalancer")
		fill(spec, { externalTrafficPolicy: "Cluster" });
	if (spec.type === "LoadBalancer")
		fill(spec, { allocateLoadBalancerNodePorts: true });
}

/** What was written in clear is kept encoded; the clear text does not survive. */
function fillSecret(secret: Part): void {
	fill(secret, { type: "Opaque" });
	if (!isPart(secret.stringData)) return;
	const encoded = Object.entries(secret.stringData).map(([key, text]) => [
		key,
		Buffer.from(String(text)).toString("base64"),
	]);
	secret.data = { ...secret.data, ...Object.fromEntries(encoded) };
	delete secret.stringData;
}

function fillNamespace(namespace: Part): void {
	const metadata = partAt(namespace, "metadata");
	if (typeof metadata.name === "string")
		fill(partAt(metadata, "labels"), {
			"kubernetes.io/metadata.name": metadata.name,
		});
	fill(partAt(namespace, "spec"), { finalizers: ["kubernetes"] });
	fill(partAt(namespace, "status"), { phase: "Active" });
}

/** Within a range for containers, what one bound leaves open another one says. */
function fillLimitRange(range: Part): void {
	for (const item of parts(partAt(range, "spec").limits)) {
		if (item.type !== "Container") continue;
		if (isPart(item.max)) fill(partAt(item, "default"), item.max);
		if (isPart(item.default))
			fill(partAt(item, "defaultRequest"), item.default);
		if (isPart(item.min)) fill(partAt(item, "defaultRequest"), item.min);
	}
}

function fillBinding(binding: Part): void {
	fill(partAt(binding, "roleRef"), { apiGroup: rbacGroup });
	for (const subject of parts(binding.subjects))
		if (subject.kind === "User" || subject.kind === "Group")
			fill(subject, { apiGroup: rbacGroup });
}

function fillNetworkPolicy(policy: Part): void {
	const spec = partAt(policy, "spec");
	const directions =
		parts(spec.egress).length > 0 ? ["Ingress", "Egress"] : ["Ingress"];
	fill(spec, { policyTypes: directions });
	for (const rule of [...parts(spec.ingress), ...parts(spec.egress)])
		for (const port of parts(rule.ports)) fill(port, { protocol: "TCP" });
}

function fillCustomResourceDefinition(definition: Part): void {
	const spec = partAt(definition, "spec");
	fill(spec, { conversion: { strategy: "None" } });
	const names = partAt(spec, "names");
	if (typeof names.kind !== "string") return;
	fill(names, {
		singular: names.kind.toLowerCase(),
		listKind: `${names.kind}List`,
	});
}

function fillWebhooks(configuration: Part): void {
	for (const webhook of parts(configuration.webhooks)) {
		fill(webhook, {
			failurePolicy: "Fail",
			matchPolicy: "Equivalent",
			namespaceSelector: {},
			objectSelector: {},
			timeoutSeconds: 10,
		});
		if (configuration.kind === "MutatingWebhookConfiguration")
			fill(webhook, { reinvocationPolicy: "Never" });
		for (const rule of parts(webhook.rules)) fill(rule, { scope: "*" });
		if (isPart(webhook.clientConfig?.service))
			fill(webhook.clientConfig.service, { port: 443 });
	}
}

const fillPorts = (part: Part): void => {
	for (const port of parts(part.ports)) fill(port, { protocol: "TCP" });
};

/** Defaults of the kinds that make no pods, by kind. */
export const otherDefaults: Record<string, (object: Part) => void> = {
	Service: fillService,
	Secret: fillSecret,
	LimitRange: fillLimitRange,
	Namespace: fillNamespace,
	RoleBinding: fillBinding,
	ClusterRoleBinding: fillBinding,
	NetworkPolicy: fillNetworkPolicy,
	CustomResourceDefinition: fillCustomResourceDefinition,
	MutatingWebhookConfiguration: fillWebhooks,
	ValidatingWebhookConfiguration: fillWebhooks,
	Endpoints: (endpoints) => parts(endpoints.subsets).forEach(fillPorts),
	EndpointSlice: (slice) => {
		for (const port of parts(slice.ports))
			fill(port, { name: "", protocol: "TCP" });
	},
	PersistentVolumeClaim: (claim) =>
		fill(partAt(claim, "spec"), { volumeMode: "Filesystem" }),
	PersistentVolume: (volume) =>
		fill(partAt(volume, "spec"), {
			persistentVolumeReclaimPolicy: "Retain",
			volumeMode: "Filesystem",
		}),
	StorageClass: (storageClass) =>
		fill(storageClass, {
			reclaimPolicy: "Delete",
			volumeBindingMode: "Immediate",
		}),
	PriorityClass: (priorityClass) =>
		fill(priorityClass, { preemptionPolicy: "PreemptLowerPriority" }),
	FlowSchema: (schema) =>
		fill(partAt(schema, "spec"), { matchingPrecedence: 1000 }),
};

import { isDeepStrictEqual } from "node:util";
import type { KubeObject } from "../kube-object.ts";
import type { ResourceType } from "./resource-type.ts";

/** The built-in resources whose `metadata.generation` counts changes of the specification. */
const counted = new Set([
	"apps/daemonsets",
	"apps/deployments",
	"apps/replicasets",
	"apps/statefulsets",
	"batch/cronjobs",
	"batch/jobs",
	"discovery.k8s.io/endpointslices",
	"networking.k8s.io/ingressclasses",
	"networking.k8s.io/ingresses",
	"networking.k8s.io/networkpolicies",
	"policy/poddisruptionbudgets",
	"scheduling.k8s.io/priorityclasses",
	"flowcontrol.apiserver.k8s.io/flowschemas",
	"flowcontrol.apiserver.k8s.io/prioritylevelconfigurations",
	"apiextensions.k8s.io/customresourcedefinitions",
	"admissionregistration.k8s.io/mutatingwebhookconfigurations",
	"admissionregistration.k8s.io/validatingwebhookconfigurations",
	"admissionregistration.k8s.io/validatingadmissionpolicies",
	"admissionregistration.k8s.io/validatingadmissionpolicybindings",
	"/replicationcontrollers",
]);

export function countsGenerations(type: ResourceType): boolean {
	return type.custom !== undefined || counted.has(type.storageKey);
}

/** Whether the wished-for state differs: everything but metadata and, where it is apart, status. */
export function specChanged(
	type: ResourceType,
	old: KubeObject,
	object: KubeObject,
): boolean {
	return !isDeepStrictEqual(wishOf(type, old), wishOf(type, object));
}

function wishOf(type: ResourceType, object: KubeObject): unknown {
	const { metadata: _, apiVersion: __, kind: ___, status, ...wish } = object;
	const isApart = type.subresources.some((sub) => sub.subresource === "status");
	return JSON.parse(JSON.stringify(isApart ? wish : { ...wish, status }));
}

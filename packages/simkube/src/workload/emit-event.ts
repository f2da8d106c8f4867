import type { KubeObject } from "../kube-object.ts";
import { type ClusterState, kubeTime } from "../resources/cluster-state.ts";

/** Records an Event about an object, as components do. */
export function emitEvent(
	state: ClusterState,
	about: KubeObject,
	event: {
		reason: string;
		message: string;
		component: string;
		type?: "Normal" | "Warning";
		fieldPath?: string;
	},
): void {
	const { namespace, name, uid, resourceVersion } = about.metadata;
	const now = kubeTime(state.clock());
	const host = about.spec?.nodeName;
	state.store.put("/events", {
		apiVersion: "v1",
		kind: "Event",
		metadata: {
			name: `${name}.${state.identities.uid().replaceAll("-", "").slice(0, 16)}`,
			namespace: namespace ?? "default",
			uid: state.identities.uid(),
			creationTimestamp: now,
		},
		involvedObject: {
			kind: about.kind,
			namespace,
			name,
			uid,
			apiVersion: about.apiVersion,
			resourceVersion,
			...(event.fieldPath ? { fieldPath: event.fieldPath } : {}),
		},
		reason: event.reason,
		message: event.message,
		source: { component: event.component, ...(host ? { host } : {}) },
		firstTimestamp: now,
		lastTimestamp: now,
		count: 1,
		type: event.type ?? "Normal",
		eventTime: null,
		reportingComponent: event.component,
		reportingInstance: host ?? "",
	});
}

import { isDeepStrictEqual } from "node:util";
import type { KubeObject } from "../kube-object.ts";
import type { ClusterState } from "../resources/cluster-state.ts";
import type { Controller } from "./controller-loop.ts";
import {
	controllerReference,
	create,
	isPodReady,
	remove,
} from "./workload-kit.ts";

/** Lists the addresses behind every Service with a selector, as Endpoints and as an EndpointSlice. */
export function createEndpointsController(state: ClusterState): Controller {
	return (event) => {
		const { object } = event.stored;
		const { namespace } = object.metadata;
		if (event.storageKey === "/services") {
			if (event.type === "DELETED") forget(state, object);
			else reconcile(state, object);
		} else if (event.storageKey === "/pods" && hadAddress(event)) {
			for (const service of state.store.list("/services", namespace)) {
				if (selects(service.object, object)) reconcile(state, service.object);
			}
		}
	};
}

function hadAddress(event: {
	stored: { object: KubeObject };
	previous: { object: KubeObject } | undefined;
}): boolean {
	return Boolean(
		event.stored.object.status?.podIP ?? event.previous?.object.status?.podIP,
	);
}

function selects(service: KubeObject, pod: KubeObject): boolean {
	const wanted = Object.entries(service.spec?.selector ?? {});
	if (wanted.length === 0) return false;
	return wanted.every(([key, value]) => pod.metadata.labels?.[key] === value);
}

function forget(state: ClusterState, service: KubeObject): void {
	const { namespace, name } = service.metadata;
	const found = state.store.get("/endpoints", namespace, name as string);
	if (found && service.spec?.selector) remove(state, found.object);
}

function reconcile(state: ClusterState, service: KubeObject): void {
	if (!service.spec?.selector || service.metadata.deletionTimestamp) return;
	const pods = state.store
		.list("/pods", service.metadata.namespace)
		.map((each) => each.object)
		.filter((pod) => selects(service, pod) && pod.status?.podIP);
	putEndpoints(state, service, pods);
	putSlice(state, service, pods);
}

function putEndpoints(
	state: ClusterState,
	service: KubeObject,
	pods: readonly KubeObject[],
): void {
	const { namespace, name, labels } = service.metadata;
	const addresses = (ready: boolean) =>
		pods.filter((pod) => isPodReady(pod) === ready).map(addressOf);
	const subset = {
		...(addresses(true).length > 0 ? { addresses: addresses(true) } : {}),
		...(addresses(false).length > 0
			? { notReadyAddresses: addresses(false) }
			: {}),
		ports: portsOf(service, pods),
	};
	const subsets = pods.length > 0 ? [subset] : [];
	const old = state.store.get("/endpoints", namespace, name as string)?.object;
	if (old) {
		if (!isDeepStrictEqual(old.subsets ?? [], subsets))
			state.store.put("/endpoints", { ...old, subsets });
		return;
	}
	create(state, namespace, {
		apiVersion: "v1",
		kind: "Endpoints",
		metadata: { name: name as string, ...(labels ? { labels } : {}) },
		subsets,
	});
}

function addressOf(pod: KubeObject) {
	const { name, namespace, uid } = pod.metadata;
	return {
		ip: pod.status.podIP,
		...(pod.spec?.nodeName ? { nodeName: pod.spec.nodeName } : {}),
		targetRef: { kind: "Pod", namespace, name, uid },
	};
}

function portsOf(service: KubeObject, pods: readonly KubeObject[]) {
	return (service.spec.ports ?? []).map((port: KubeObject) => ({
		...(port.name ? { name: port.name } : {}),
		port: targetOf(port, pods),
		protocol: port.protocol ?? "TCP",
	}));
}

function targetOf(port: KubeObject, pods: readonly KubeObject[]): number {
	const target = port.targetPort ?? port.port;
	if (typeof target === "number") return target;
	const ports: { name?: string; containerPort: number }[] = pods
		.flatMap((pod) => pod.spec?.containers ?? [])
		.flatMap((container) => container.ports ?? []);
	return ports.find((each) => each.name === target)?.containerPort ?? port.port;
}

function putSlice(
	state: ClusterState,
	service: KubeObject,
	pods: readonly KubeObject[],
): void {
	const { namespace, name } = service.metadata;
	const storageKey = "discovery.k8s.io/endpointslices";
	const endpoints = pods.map((pod) => {
		const { targetRef, nodeName } = addressOf(pod);
		const ready = isPodReady(pod);
		return {
			addresses: [pod.status.podIP],
			conditions: { ready, serving: ready, terminating: false },
			targetRef,
			...(nodeName ? { nodeName } : {}),
		};
	});
	const ports = portsOf(service, pods).map((port: { name?: string }) => ({
		name: "",
		...port,
	}));
	const old = state.store
		.list(storageKey, namespace)
		.map((each) => each.object)
		.find(
			(slice) => slice.metadata.labels?.["kubernetes.io/service-name"] === name,
		);
	if (old) {
		if (!isDeepStrictEqual([old.endpoints, old.ports], [endpoints, ports]))
			state.store.put(storageKey, { ...old, endpoints, ports });
		return;
	}
	create(state, namespace, {
		apiVersion: "discovery.k8s.io/v1",
		kind: "EndpointSlice",
		metadata: {
			generateName: `${name}-`,
			labels: {
				"kubernetes.io/service-name": name as string,
				"endpointslice.kubernetes.io/managed-by":
					"endpointslice-controller.k8s.io",
			},
			ownerReferences: [controllerReference(service)],
		},
		addressType: "IPv4",
		endpoints,
		ports,
	});
}

import { createHash } from "node:crypto";
import type { KubeObject } from "../../kube-object.ts";
import { type ClusterState, kubeTime } from "../../resources/cluster-state.ts";
import { notFound } from "../../resources/refusals.ts";
import type { ResourceType } from "../../resources/resource-type.ts";
import { parseLabelSelector } from "../../selectors/index.ts";
import type { Answer } from "../answer-resource.ts";
import { type Exchange, parameter } from "../exchange.ts";
import { sendJson } from "../respond.ts";

const apiVersion = "metrics.k8s.io/v1beta1";

/** Answers `metrics.k8s.io` with figures made up from names: always the same for the same Pod. */
export function createMetricsAnswers(state: ClusterState): [string, Answer][] {
	return [
		[
			"metrics.k8s.io/pods/",
			answer(state, "/pods", (pod) => podMetrics(pod, state)),
		],
		[
			"metrics.k8s.io/nodes/",
			answer(state, "/nodes", (node) => nodeMetrics(node, state)),
		],
	];
}

function answer(
	state: ClusterState,
	storageKey: string,
	measure: (object: KubeObject) => object | undefined,
): Answer {
	return (exchange, type) => {
		const namespace = exchange.info.namespace || undefined;
		if (exchange.info.name !== "") {
			const { name } = exchange.info;
			const found = state.store.get(storageKey, namespace, name)?.object;
			const measured = found && measure(found);
			if (!measured) throw notFound(type, name);
			sendJson(exchange, 200, measured);
			return;
		}
		sendJson(exchange, 200, listOf(state, exchange, type, storageKey, measure));
	};
}

function listOf(
	state: ClusterState,
	exchange: Exchange,
	type: ResourceType,
	storageKey: string,
	measure: (object: KubeObject) => object | undefined,
): object {
	const matches = parseLabelSelector(parameter(exchange, "labelSelector"));
	const namespace = exchange.info.namespace || undefined;
	const items = state.store
		.list(storageKey, namespace)
		.filter((each) => matches(each.object.metadata.labels ?? {}))
		.map((each) => measure(each.object))
		.filter((each) => each !== undefined);
	return { kind: `${type.kind}List`, apiVersion, metadata: {}, items };
}

function podMetrics(pod: KubeObject, state: ClusterState): object | undefined {
	if (pod.status?.phase !== "Running") return undefined;
	const containers = (pod.spec?.containers ?? []).map(
		(container: KubeObject) => ({
			name: container.name,
			usage: usageOf(`${pod.metadata.name}/${container.name}`, 250, 512),
		}),
	);
	return { kind: "PodMetrics", ...frameOf(pod, state), containers };
}

function nodeMetrics(node: KubeObject, state: ClusterState): object {
	const usage = usageOf(String(node.metadata.name), 4000, 16_384);
	return { kind: "NodeMetrics", ...frameOf(node, state), usage };
}

function frameOf(object: KubeObject, state: ClusterState) {
	const { name, namespace, labels } = object.metadata;
	const timestamp = kubeTime(state.clock());
	return {
		apiVersion,
		metadata: { name, namespace, labels, creationTimestamp: timestamp },
		timestamp,
		window: "15s",
	};
}

function usageOf(name: string, maxMilliCpu: number, maxMebibytes: number) {
	const digest = createHash("sha256").update(name).digest();
	const part = (offset: number): number => digest.readUInt16LE(offset) / 65_536;
	return {
		cpu: `${Math.ceil(part(0) * maxMilliCpu)}m`,
		memory: `${Math.ceil(part(2) * maxMebibytes) * 1024}Ki`,
	};
}

import type { KubeObject } from "../kube-object.ts";
import type { ClusterState } from "../resources/cluster-state.ts";
import { deleteObject } from "../resources/delete-object.ts";
import { conflict, notFound } from "../resources/refusals.ts";
import type { ResourceType } from "../resources/resource-type.ts";
import { labelSelectorFromObject } from "../selectors/index.ts";
import { StatusError } from "../status-error.ts";
import type { Answer } from "./answer-resource.ts";
import { isDryRun } from "./exchange.ts";
import { sendJson } from "./respond.ts";
import { readReview } from "./reviews/read-review.ts";

const success = {
	kind: "Status",
	apiVersion: "v1",
	metadata: {},
	status: "Success",
	code: 201,
};
const pods = { group: "", resource: "pods" };

/** Answers for `eviction` and `binding`: what is done to a Pod by others than its owner. */
export function createPodActions(state: ClusterState): [string, Answer][] {
	return [
		["/pods/eviction", evict(state)],
		["/pods/binding", bind(state)],
		["/bindings/", bind(state)],
	];
}

function evict(state: ClusterState): Answer {
	return async (exchange, type) => {
		const { namespace, name } = exchange.info;
		const eviction = await readReview(exchange, "policy/v1", "Eviction");
		const stored = state.store.get("/pods", namespace, name);
		if (!stored) throw notFound(pods, name);
		demandSpare(state, stored.object);
		deleteObject(state, type, namespace, name, {
			...eviction.deleteOptions,
			// A drain that is rehearsed says so in the options it passes on, not in the address.
			dryRun:
				isDryRun(exchange) ||
				eviction.deleteOptions?.dryRun?.includes("All") === true,
			writer: exchange.user,
		});
		sendJson(exchange, 201, success);
	};
}

/** Throws 429 while a disruption budget needs the Pod. */
function demandSpare(state: ClusterState, pod: KubeObject): void {
	const { namespace } = pod.metadata;
	for (const { object } of state.store.list(
		"policy/poddisruptionbudgets",
		namespace,
	)) {
		const matches = labelSelectorFromObject(object.spec?.selector);
		if (!matches(pod.metadata.labels ?? {})) continue;
		const covered = state.store
			.list("/pods", namespace)
			.map((each) => each.object)
			.filter((each) => matches(each.metadata.labels ?? {}));
		if (sparePods(object, covered) > 0) continue;
		throw budgetSpent(object, covered.filter(isReady).length);
	}
}

function sparePods(budget: KubeObject, covered: readonly KubeObject[]): number {
	const healthy = covered.filter(isReady).length;
	const { minAvailable, maxUnavailable } = budget.spec ?? {};
	const needed =
		minAvailable !== undefined
			? countOf(minAvailable, covered.length)
			: covered.length - countOf(maxUnavailable ?? 1, covered.length);
	return healthy - needed;
}

function countOf(amount: number | string, total: number): number {
	if (typeof amount === "number") return amount;
	return Math.ceil((Number.parseFloat(amount) / 100) * total);
}

function isReady(pod: KubeObject): boolean {
	return (pod.status?.conditions ?? []).some(
		(each: { type: string; status: string }) =>
			each.type === "Ready" && each.status === "True",
	);
}

function budgetSpent(budget: KubeObject, healthy: number): StatusError {
	const { name } = budget.metadata;
	return new StatusError({
		code: 429,
		reason: "TooManyRequests",
		message:
			"Cannot evict pod as it would violate the pod's disruption budget.",
		details: {
			causes: [
				{
					reason: "DisruptionBudget",
					message: `The disruption budget ${name} needs more healthy pods and has ${healthy} currently`,
					field: "",
				},
			],
		},
	});
}

function bind(state: ClusterState): Answer {
	return async (exchange, _type: ResourceType) => {
		const { namespace } = exchange.info;
		const binding = await readReview(exchange, "v1", "Binding");
		const name = exchange.info.name || (binding.metadata.name ?? "");
		const stored = state.store.get("/pods", namespace, name);
		if (!stored) throw notFound(pods, name);
		const pod = stored.object;
		if (pod.spec?.nodeName)
			throw conflict(
				{ group: "", resource: "pods/binding" },
				name,
				`pod ${name} is already assigned to node "${pod.spec.nodeName}"`,
			);
		const spec = { ...pod.spec, nodeName: binding.target?.name };
		if (!isDryRun(exchange)) state.store.put("/pods", { ...pod, spec });
		sendJson(exchange, 201, success);
	};
}

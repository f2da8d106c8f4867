import type { KubeObject } from "../kube-object.ts";
import type { ClusterState } from "../resources/cluster-state.ts";
import { qualifiedName } from "../resources/resource-type.ts";
import { sumOfQuantities } from "../validation/index.ts";
import type { Controller } from "./controller-loop.ts";
import { putStatus } from "./workload-kit.ts";

const storageKey = "/resourcequotas";

/** Keeps in the status of each ResourceQuota what its namespace uses. Nothing is refused: the quota of a demo is there to be read. */
export function createQuotaController(state: ClusterState): Controller {
	return ({ stored }) => {
		const { namespace } = stored.object.metadata;
		if (namespace === undefined) return;
		for (const { object: quota } of state.store.list(storageKey, namespace)) {
			const hard: Record<string, string> = quota.spec?.hard ?? {};
			const used = Object.fromEntries(
				Object.keys(hard).map((name) => [name, usage(state, namespace, name)]),
			);
			putStatus(state, storageKey, quota, { hard, used });
		}
	};
}

function usage(state: ClusterState, namespace: string, name: string): string {
	const objects = (key: string) =>
		state.store.list(key, namespace).map(({ object }) => object);
	if (name.startsWith("count/")) {
		const wanted = name.slice("count/".length);
		const type = state.registry
			.all()
			.find((each) => each.namespaced && qualifiedName(each) === wanted);
		return String(type ? objects(type.storageKey).length : 0);
	}
	const pods = objects("/pods").filter(
		({ status }) => status?.phase !== "Succeeded" && status?.phase !== "Failed",
	);
	if (name === "pods") return String(pods.length);
	const services = (wanted: string) =>
		objects("/services").filter(({ spec }) => spec?.type === wanted).length;
	if (name === "services.loadbalancers")
		return String(services("LoadBalancer"));
	if (name === "services.nodeports") return String(services("NodePort"));
	if (counted.has(name)) return String(objects(`/${name}`).length);
	return sumOfQuantities(pods.flatMap((pod) => amountsIn(pod, name)));
}

const counted = new Set([
	"configmaps",
	"persistentvolumeclaims",
	"replicationcontrollers",
	"resourcequotas",
	"secrets",
	"services",
]);

/** `requests.cpu`, `limits.memory`, or `cpu`, which means the request. */
function amountsIn(pod: KubeObject, name: string): string[] {
	const [, part = "requests", resource = name] =
		/^(requests|limits)\.(.+)$/.exec(name) ?? [];
	return (pod.spec?.containers ?? []).flatMap((container: KubeObject) => {
		const amount = container.resources?.[part]?.[resource];
		return amount === undefined ? [] : [String(amount)];
	});
}

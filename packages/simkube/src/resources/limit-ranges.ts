import type { KubeObject } from "../kube-object.ts";
import type { ClusterState } from "./cluster-state.ts";

type Amounts = Record<string, string>;

/** Gives the containers of a new pod what the LimitRanges of its namespace say for those that ask for nothing, and notes it as the real plugin does. */
export function applyLimitRanges(pod: KubeObject, state: ClusterState): void {
	const { namespace } = pod.metadata;
	const defaults = defaultsOf(state, namespace);
	if (!defaults) return;
	const notes = [
		...noteEach(pod.spec?.initContainers, "init container", defaults),
		...noteEach(pod.spec?.containers, "container", defaults),
	];
	if (notes.length === 0) return;
	pod.metadata.annotations = {
		...pod.metadata.annotations,
		"kubernetes.io/limit-ranger": `LimitRanger plugin set: ${notes.join("; ")}`,
	};
}

interface Defaults {
	readonly requests: Amounts;
	readonly limits: Amounts;
}

function defaultsOf(
	state: ClusterState,
	namespace: string | undefined,
): Defaults | undefined {
	const items = state.store
		.list("/limitranges", namespace)
		.flatMap(({ object }) => object.spec?.limits ?? [])
		.filter((item: { type?: string }) => item.type === "Container");
	if (items.length === 0) return undefined;
	return {
		requests: Object.assign({}, ...items.map((item) => item.defaultRequest)),
		limits: Object.assign({}, ...items.map((item) => item.default)),
	};
}

function noteEach(
	containers: KubeObject[] | undefined,
	what: string,
	defaults: Defaults,
): string[] {
	return (containers ?? []).flatMap((container) => {
		const resources = { ...container.resources };
		container.resources = resources;
		return (["requests", "limits"] as const).flatMap((part) => {
			const missing = Object.entries(defaults[part]).filter(
				([name]) => resources[part]?.[name] === undefined,
			);
			if (missing.length === 0) return [];
			resources[part] = { ...resources[part], ...Object.fromEntries(missing) };
			const names = missing.map(([name]) => name).sort();
			return [
				`${names.join(", ")} ${part.slice(0, -1)} for ${what} ${container.name}`,
			];
		});
	});
}

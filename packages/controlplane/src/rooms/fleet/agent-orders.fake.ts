import { AppError } from "@quarterdeck/contract";
import type { AgentOrders } from "./agent-orders.ts";

/** Orders that the test answers. Until it does, agents are silent. */
export type FakeAgentOrders = AgentOrders & {
	answer: AgentOrders["rotate"];
	pluginLogs: AgentOrders["readPluginLogs"];
	/** Plugins that were restarted, as `cluster kind key`. */
	readonly restarted: string[];
};

export function createFakeAgentOrders(): FakeAgentOrders {
	const orders: FakeAgentOrders = {
		async answer(_to, cluster) {
			throw new AppError("CLUSTER_SILENT", { cluster, seconds: 20, hint: "" });
		},
		async pluginLogs(_to, cluster) {
			throw new AppError("CLUSTER_SILENT", { cluster, seconds: 20, hint: "" });
		},
		restarted: [],
		readPluginLogs: (to, clusterName, plugin) =>
			orders.pluginLogs(to, clusterName, plugin),
		async restartPlugin(_to, clusterName, { kind, key }) {
			orders.restarted.push(`${clusterName} ${kind} ${key}`);
		},
		rotate: (to, clusterName) => orders.answer(to, clusterName),
	};
	return orders;
}

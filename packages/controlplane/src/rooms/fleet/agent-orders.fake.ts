import { AppError } from "@quarterdeck/contract";
import type { AgentOrders } from "./agent-orders.ts";

/** Orders that the test answers. Until it does, agents are silent. */
export type FakeAgentOrders = AgentOrders & { answer: AgentOrders["rotate"] };

export function createFakeAgentOrders(): FakeAgentOrders {
	const orders: FakeAgentOrders = {
		async answer(_to, cluster) {
			throw new AppError("CLUSTER_SILENT", { cluster, seconds: 20, hint: "" });
		},
		rotate: (to, clusterName) => orders.answer(to, clusterName),
	};
	return orders;
}

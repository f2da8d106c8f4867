import { AppError, rotate, subjectToken } from "@quarterdeck/contract";
import type { Clock, NewId } from "@quarterdeck/runtime";
import { type Bus, OrderDeadline, OrderUnanswered } from "@quarterdeck/wire";
import type { AgentOrders } from "./agent-orders.ts";

/** Enough for the agent to make a key, ask twice and connect once in between. */
const withinSeconds = 20;

/** The fleet's orders over the bus. */
export function createWireAgentOrders(deps: {
	readonly bus: Pick<Bus, "order">;
	readonly clock: Clock;
	readonly newId: NewId;
}): AgentOrders {
	const { bus, clock, newId } = deps;
	return {
		async rotate(to, clusterName) {
			const deadlineMs = clock.now().getTime() + withinSeconds * 1000;
			try {
				const end = await bus.order(
					to,
					rotate,
					{},
					{
						correlation: subjectToken(newId("rotation")),
						deadlineAt: new Date(deadlineMs),
					},
				);
				return end.userKey;
			} catch (thrown) {
				if (
					thrown instanceof OrderUnanswered ||
					thrown instanceof OrderDeadline
				)
					throw new AppError("CLUSTER_SILENT", {
						cluster: clusterName,
						seconds: withinSeconds,
						hint: "Its credential remains valid. Try again. If the agent is of an older version, update it first.",
					});
				throw thrown;
			}
		},
	};
}

import {
	AppError,
	type Order,
	readPluginLogs,
	restartPlugin,
	rotate,
	subjectToken,
} from "@quarterdeck/contract";
import type { Clock, NewId } from "@quarterdeck/runtime";
import { type Bus, OrderDeadline, OrderUnanswered } from "@quarterdeck/wire";
import type { AgentOrders } from "./agent-orders.ts";
import type { BusAddress } from "./fleet.ts";

/** Enough for the agent to make a key, ask twice and connect once in between. */
const withinSeconds = 20;

const orUpdate =
	"Try again. If the agent is of an older version, update it first.";

/** The fleet's orders over the bus. */
export function createWireAgentOrders(deps: {
	readonly bus: Pick<Bus, "order">;
	readonly clock: Clock;
	readonly newId: NewId;
}): AgentOrders {
	const { bus, clock, newId } = deps;
	async function give<Request, End>(
		to: BusAddress,
		verb: Order<Request, End>,
		request: Request,
		silence: { readonly cluster: string; readonly hint: string },
	): Promise<End> {
		const deadlineMs = clock.now().getTime() + withinSeconds * 1000;
		try {
			return await bus.order(to, verb, request, {
				correlation: subjectToken(newId("rotation")),
				deadlineAt: new Date(deadlineMs),
			});
		} catch (thrown) {
			if (thrown instanceof OrderUnanswered || thrown instanceof OrderDeadline)
				throw new AppError("CLUSTER_SILENT", {
					...silence,
					seconds: withinSeconds,
				});
			throw thrown;
		}
	}
	return {
		async rotate(to, cluster) {
			const hint = `Its credential remains valid. ${orUpdate}`;
			return (await give(to, rotate, {}, { cluster, hint })).userKey;
		},
		readPluginLogs: (to, cluster, plugin) =>
			give(to, readPluginLogs, plugin, { cluster, hint: orUpdate }),
		async restartPlugin(to, cluster, plugin) {
			await give(to, restartPlugin, plugin, { cluster, hint: orUpdate });
		},
	};
}

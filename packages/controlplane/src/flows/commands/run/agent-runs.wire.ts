import {
	type AgentId,
	AppError,
	type OrganisationId,
	type RunOrder,
	runReportMs,
	run as runVerb,
	subjectToken,
} from "@quarterdeck/contract";
import {
	type AgentAddress,
	type Bus,
	OrderDeadline,
	OrderUnanswered,
} from "@quarterdeck/wire";
import type { AgentRuns, RunAnswer, RunListener } from "./agent-runs.ts";

/** Runs over the bus. `addressOf` answers for agents of that very organisation only. */
export function createWireAgentRuns(deps: {
	readonly bus: Pick<Bus, "order">;
	readonly addressOf: (
		organisationId: OrganisationId,
		agentId: AgentId,
	) => Promise<AgentAddress | undefined>;
}): AgentRuns {
	return {
		async run({ organisationId, agentId, clusterName }, order, listener) {
			const to = await deps.addressOf(organisationId, agentId);
			if (to) return runOver(deps.bus, to, order, listener);
			return {
				kind: "refused",
				error: new AppError("CLUSTER_NEVER_JOINED", { cluster: clusterName }),
			};
		},
	};
}

async function runOver(
	bus: Pick<Bus, "order">,
	to: AgentAddress,
	order: RunOrder,
	{ deadlineAt, onAccepted, onOutput, onWaiting, signal }: RunListener,
): Promise<RunAnswer> {
	let accepted = false;
	try {
		const end = await bus.order(to, runVerb, order, {
			correlation: subjectToken(order.runId),
			deadlineAt: new Date(deadlineAt.getTime() + runReportMs),
			signal,
			onAccepted() {
				accepted = true;
				onAccepted();
			},
			onOutput,
			onWaiting: ({ before }) => onWaiting(before),
		});
		return { kind: "ended", end };
	} catch (thrown) {
		if (signal.aborted && thrown === signal.reason)
			return { kind: "unanswered", accepted };
		if (thrown instanceof OrderUnanswered || thrown instanceof OrderDeadline)
			return { kind: "unanswered", accepted: thrown.accepted || accepted };
		if (thrown instanceof AppError) return { kind: "refused", error: thrown };
		throw thrown;
	}
}

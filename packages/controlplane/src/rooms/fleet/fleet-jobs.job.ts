import type { Job } from "@quarterdeck/runtime";
import type { FleetDeps } from "./fleet-deps.ts";
import type { LiveAgent, Liveness } from "./liveness.ts";
import { pushBusAccounts } from "./push-bus-accounts.ts";
import type { HeartbeatSaver } from "./save-heartbeats.ts";

/** The longest pause between attempts while the database is down. */
const longestRetrySeconds = 10;
/** How many silent agents one run checks for removal. */
const silentBatch = 100;

/** The recurring work of the room. Silent agents are found on time, however long the database takes to save the last result. */
export function fleetJobs(
	deps: FleetDeps,
	liveness: Liveness,
	saver: HeartbeatSaver,
	findSilent: () => readonly LiveAgent[],
): readonly Job[] {
	const every = deps.settings.tickMs / 1000;
	const fellSilent: LiveAgent[] = [];
	return [
		{
			name: "find-silent-agents",
			description: "Finds agents that fell silent and marks them as lost.",
			every,
			run: () => void fellSilent.push(...findSilent()),
		},
		{
			name: "save-heartbeats",
			description: "Saves heartbeats and which agents fell silent.",
			every,
			expectedSeconds: 10,
			longestRetrySeconds,
			async run(signal) {
				await saver.save();
				await forgetRemoved(deps, liveness, fellSilent, signal);
			},
		},
		{
			name: "push-bus-accounts",
			description: "Publishes bus accounts that are not on the bus yet.",
			every,
			expectedSeconds: 10,
			longestRetrySeconds,
			run: () => pushBusAccounts(deps, "unpushed"),
		},
	];
}

/** An agent that fell silent may have been removed by another replica. */
async function forgetRemoved(
	deps: Pick<FleetDeps, "fleetStore">,
	liveness: Pick<Liveness, "forgetAgent">,
	silent: LiveAgent[],
	signal: AbortSignal,
): Promise<void> {
	for (const agent of silent.slice(0, silentBatch)) {
		if (signal.aborted) return;
		const { organisationId, agentId } = agent;
		const known = await deps.fleetStore.findAgent(organisationId, agentId);
		if (!known) liveness.forgetAgent(agentId);
		silent.splice(silent.indexOf(agent), 1);
	}
}

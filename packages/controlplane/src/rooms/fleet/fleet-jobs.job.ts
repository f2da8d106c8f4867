import type { Job } from "@quarterdeck/runtime";
import { pushAccounts } from "./accounts.ts";
import type { FleetDeps } from "./fleet-deps.ts";
import type { LiveAgent, Liveness } from "./liveness.ts";
import { saveHeard } from "./save-heard.ts";

/** After an outage the fleet is written down again this soon. */
const longestRetrySeconds = 10;
/** Agents that fell silent, of which one run of the job looks whether they still exist. */
const silentBatch = 100;

/** The recurring work of the room. Silence is looked for in time, however long the database takes to write down the last finding. */
export function fleetJobs(
	deps: FleetDeps,
	liveness: Liveness,
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
			name: "write-heartbeats",
			description: "Writes down which agents were heard or fell silent.",
			every,
			expectedSeconds: 10,
			longestRetrySeconds,
			async run(signal) {
				await saveHeard(deps, liveness);
				await forgetRemoved(deps, liveness, fellSilent, signal);
			},
		},
		{
			name: "push-bus-accounts",
			description: "Tells the bus the accounts that it was not told of.",
			every,
			expectedSeconds: 10,
			longestRetrySeconds,
			run: () => pushAccounts(deps, "unpushed"),
		},
	];
}

/** One that fell silent may have been removed by another replica: then it is none of ours any more. */
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

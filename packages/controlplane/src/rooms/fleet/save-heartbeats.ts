import type { OrganisationId } from "@quarterdeck/contract";
import type { FleetDeps } from "./fleet-deps.ts";
import type { HeardAgent } from "./fleet-store.ts";
import type { Liveness } from "./liveness.ts";

const batchSize = 2000;

/** Saves what is heard, one batch at a time: a later one never overtakes an earlier one. */
export interface HeartbeatSaver {
	/** Saves the heartbeats received since the last time; those that cannot be saved are kept for the next. @throws what the store throws. */
	save(): Promise<void>;
	/**
	 * Resolves when every state, version and number of running commands of the organisation's clusters that was heard is stored, so
	 * that what is counted, filtered and ordered by them fits what is shown of each. Where the store takes nothing, what it has must do; the job says what is wrong.
	 */
	settleStates(organisationId: OrganisationId): Promise<void>;
}

export function createHeartbeatSaver(
	{ fleetStore }: Pick<FleetDeps, "fleetStore">,
	liveness: Pick<Liveness, "takeUnsaved" | "takeChanged" | "putBack">,
): HeartbeatSaver {
	let last: Promise<void> = Promise.resolve();
	async function saveAll(take: () => readonly HeardAgent[]): Promise<void> {
		for (let heard = take(); heard.length > 0; heard = take()) {
			try {
				await fleetStore.saveHeartbeats(heard);
			} catch (error) {
				liveness.putBack(heard);
				throw error;
			}
		}
	}
	function inTurn(take: () => readonly HeardAgent[]): Promise<void> {
		const turn = last.then(() => saveAll(take));
		last = turn.catch(() => {});
		return turn;
	}
	return {
		save: () => inTurn(() => liveness.takeUnsaved(batchSize)),
		settleStates: (organisationId) =>
			inTurn(() => liveness.takeChanged(organisationId, batchSize)).catch(
				() => {},
			),
	};
}

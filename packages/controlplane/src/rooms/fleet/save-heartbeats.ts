import type { FleetDeps } from "./fleet-deps.ts";
import type { Liveness } from "./liveness.ts";

const batchSize = 2000;

/** Saves the heartbeats received since the last time; those that cannot be saved are kept for the next. @throws what the store throws. */
export async function saveHeartbeats(
	{ fleetStore }: Pick<FleetDeps, "fleetStore">,
	liveness: Pick<Liveness, "takeUnsaved" | "putBack">,
): Promise<void> {
	for (;;) {
		const unsaved = liveness.takeUnsaved(batchSize);
		if (unsaved.length === 0) return;
		try {
			await fleetStore.saveHeartbeats(unsaved);
		} catch (error) {
			liveness.putBack(unsaved);
			throw error;
		}
	}
}

import type { FleetDeps } from "./fleet-deps.ts";
import type { Liveness } from "./liveness.ts";

const batchSize = 2000;

/** Writes down what was heard since the last time; what cannot be written is kept for the next. @throws what the store throws. */
export async function saveHeard(
	{ fleetStore }: Pick<FleetDeps, "fleetStore">,
	liveness: Pick<Liveness, "takeUnsaved" | "putBack">,
): Promise<void> {
	for (;;) {
		const heard = liveness.takeUnsaved(batchSize);
		if (heard.length === 0) return;
		try {
			await fleetStore.saveHeard(heard);
		} catch (error) {
			liveness.putBack(heard);
			throw error;
		}
	}
}

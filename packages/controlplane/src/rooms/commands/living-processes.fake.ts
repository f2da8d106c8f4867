import type { LivingProcesses } from "./living-processes.ts";

/** Every process lives that is not in the set. */
export function createFakeLivingProcesses(
	dead: ReadonlySet<string>,
): LivingProcesses {
	return { isProcessAlive: async (processId) => !dead.has(processId) };
}

import type { ProcessId } from "@quarterdeck/contract";

/** Tells the living processes of ours from the dead. */
export interface LivingProcesses {
	/** Whether the process lives. In doubt it does: closing a living process's work would be the worse mistake. */
	isProcessAlive(processId: ProcessId): Promise<boolean>;
}

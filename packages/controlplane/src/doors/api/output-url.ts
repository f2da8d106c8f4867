import type { RunId } from "@quarterdeck/contract";

/** Where a run's whole output is given to whoever may see it. */
export function outputUrl(publicUrl: string, runId: RunId): string {
	return `${publicUrl}/outputs/${runId}`;
}

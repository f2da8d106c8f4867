import type { ClusterRun, CommandEvent } from "./command-events.ts";

/** A run that went well, with these changes. */
export function runOf(
	cluster: string,
	more: Partial<ClusterRun> = {},
): ClusterRun {
	return {
		id: `run_${cluster}`,
		cluster,
		state: "SUCCEEDED",
		outcome: "SUCCEEDED",
		advice: null,
		exitCode: 0,
		durationMs: 12,
		outputBytes: 3,
		incomplete: false,
		shortened: false,
		outputUrl: null,
		digest: null,
		error: null,
		...more,
	};
}

let seq = 0;

/** The next event of a command. */
export function eventOf(more: Partial<CommandEvent>): CommandEvent {
	seq += 1;
	return {
		seq,
		cluster: null,
		kind: "STDOUT",
		text: null,
		at: "2026-11-22T10:00:00.000Z",
		run: null,
		...more,
	};
}

export const outputOf = (cluster: string, text: string) =>
	eventOf({ cluster, text });

export const endOf = (run: ClusterRun) =>
	eventOf({ kind: "RUN_ENDED", cluster: run.cluster, run });

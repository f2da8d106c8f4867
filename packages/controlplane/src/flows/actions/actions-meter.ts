import type { Metrics } from "@quarterdeck/runtime";
import type { ActionRunState } from "../../rooms/notices/index.ts";

/** Counts what becomes of actions. */
export interface ActionsMeter {
	/** On a notice that came. */
	decided(state: ActionRunState): void;
	/** Of what was due. */
	ended(state: "run" | "late" | "failed"): void;
}

/** Registers the metrics, once in a process. */
export function createActionsMeter(metrics: Metrics): ActionsMeter {
	const decided = metrics.counter(
		"action_decisions_total",
		"What was decided for each action and event: due, late, held or failed.",
		["state"],
	);
	const ended = metrics.counter(
		"action_runs_total",
		"What became of the actions that were due: run, late or failed.",
		["state"],
	);
	return {
		decided: (state) => decided.inc({ state }),
		ended: (state) => ended.inc({ state }),
	};
}

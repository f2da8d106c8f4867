import type { Metrics } from "@quarterdeck/runtime";
import type { NoticeActions } from "../notices/index.ts";
import {
	type ActionSettings,
	defaultActionSettings,
} from "./action-settings.ts";
import { createActionsMeter } from "./actions-meter.ts";
import { type PlanActionsDeps, planActionRuns } from "./plan-action-runs.ts";
import {
	type ActionsRunning,
	createActionsRunning,
	type RunActionsDeps,
} from "./run-actions.ts";

/** The flow over the rooms and the commands. One per process. */
export function createActionsFlow(
	given: Omit<RunActionsDeps & PlanActionsDeps, "settings" | "meter"> & {
		readonly metrics: Metrics;
		readonly settings?: Partial<ActionSettings>;
	},
): NoticeActions & Pick<ActionsRunning, "job" | "stop"> {
	const deps = {
		...given,
		settings: { ...defaultActionSettings, ...given.settings },
		meter: createActionsMeter(given.metrics),
	};
	const { job, wake, stop } = createActionsRunning(deps);
	return {
		plan: (tx, organisationId, notices) =>
			planActionRuns(deps, tx, organisationId, notices),
		wake,
		job,
		stop,
	};
}

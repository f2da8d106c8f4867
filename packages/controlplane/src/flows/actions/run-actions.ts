import { createHash } from "node:crypto";
import {
	AppError,
	formatId,
	type OrganisationId,
	type ProcessId,
} from "@quarterdeck/contract";
import type { Clock, Job, Log, Transact } from "@quarterdeck/runtime";
import type { Audit } from "../../rooms/audit/index.ts";
import type { ClaimedActionRun, Notices } from "../../rooms/notices/index.ts";
import type { Caller } from "../../rooms/permissions/index.ts";
import type { Commands } from "../commands/index.ts";
import type { ActionSettings } from "./action-settings.ts";
import type { ActionsMeter } from "./actions-meter.ts";
import { whyLate } from "./plan-action-runs.ts";

export interface RunActionsDeps {
	readonly notices: Pick<Notices, "actionRuns">;
	readonly commands: Pick<Commands, "run">;
	readonly audit: Pick<Audit, "recordEvent">;
	readonly transact: Transact;
	readonly settings: ActionSettings;
	readonly clock: Clock;
	readonly log: Log;
	readonly meter: ActionsMeter;
	readonly processId: ProcessId;
}

export interface ActionsRunning {
	/** Runs what is due, and says what was not run; looks now and then, for a wake may be lost. */
	readonly job: Job;
	/** Something is due: looks soon. */
	wake(): void;
	/** Waits for what is being started. */
	stop(): Promise<void>;
}

const atOnce = 20;
/** Longer than the start of as many commands takes. */
const claimSeconds = 120;
const busySeconds = 5;
/** Something is said once in so long of one action and reason. */
const quietSeconds = 60;

/**
 * Runs the commands of actions. The id of each was decided with the event, so a process that dies here leaves a command that is on
 * record and is not run again, or one that another process runs.
 */
export function createActionsRunning(deps: RunActionsDeps): ActionsRunning {
	const { clock, log } = deps;
	let running: Promise<void> | undefined;
	let again = false;
	let isStopping = false;

	async function work(): Promise<void> {
		do {
			again = false;
			const at = clock.now();
			const until = new Date(at.getTime() + claimSeconds * 1000);
			const due = await deps.notices.actionRuns.claimDue(at, until, atOnce);
			for (const run of due) await runOne(deps, run);
			if (due.length === atOnce) again = true;
		} while (again && !isStopping);
	}
	function wake(): void {
		again = true;
		if (isStopping) return;
		running ??= work()
			.catch((error) => log.warn("actions could not be run", { error }))
			.finally(() => {
				running = undefined;
			});
	}
	return {
		wake,
		job: {
			name: "run-actions",
			description: "Runs the commands of actions, and says what was not run.",
			every: 1,
			async run(signal) {
				wake();
				await running;
				for (let i = 0; i < atOnce && !signal.aborted; i++)
					if (!(await sayNotRun(deps))) break;
			},
		},
		async stop() {
			isStopping = true;
			await running;
		},
	};
}

async function runOne(
	deps: RunActionsDeps,
	run: ClaimedActionRun,
): Promise<void> {
	const { actionRuns } = deps.notices;
	const { organisationId } = run;
	const end = async (state: "run" | "late" | "failed", reason?: string) => {
		await actionRuns.end(organisationId, run, { state, reason });
		deps.meter.ended(state);
	};
	const late = whyLate(deps.settings, run.happenedAt, deps.clock.now());
	if (late !== undefined) return end("late", late);
	try {
		await deps.commands.run({
			id: run.commandId,
			caller: callerOf(organisationId, run),
			platform: "console",
			channel: run.channel,
			text: run.command,
			// Where it happened, whatever the command says.
			options: { clusters: [run.clusterName] },
		});
	} catch (error) {
		if (error instanceof AppError && !isPassing(error))
			return end("failed", error.message.slice(0, 500));
		deps.log.warn("an action could not be run and is tried again", {
			organisationId,
			commandId: run.commandId,
			error,
		});
		const until = new Date(deps.clock.now().getTime() + busySeconds * 1000);
		return actionRuns.postpone(organisationId, run, until);
	}
	await end("run");
}

/** Nothing was recorded and nothing run. */
function isPassing({ code, kind }: AppError): boolean {
	return (
		code === "COMMANDS_BUSY" ||
		code === "BUS_UNAVAILABLE" ||
		kind === "internal"
	);
}

/** The action as whoever speaks: nobody's rights, and the bindings of the action. */
function callerOf(
	organisationId: OrganisationId,
	{ action, displayName }: Pick<ClaimedActionRun, "action" | "displayName">,
): Caller {
	const name = `Automation "${displayName.slice(0, 200)}"`;
	const digest = createHash("sha256").update(`${organisationId} ${action}`);
	return {
		organisationId,
		actor: {
			// No person was made at that instant.
			personId: formatId("person", 0, digest.digest()),
			email: name,
			displayName: name,
			groups: [],
			automation: action,
		},
	};
}

/** Says once for all that was not run of one action. @returns whether there was something. */
function sayNotRun(deps: RunActionsDeps): Promise<boolean> {
	const at = deps.clock.now();
	const quietSince = new Date(at.getTime() - quietSeconds * 1000);
	return deps.transact(async (tx) => {
		const taken = await deps.notices.actionRuns.takeUnsaid(tx, at, quietSince);
		if (!taken) return false;
		const { organisationId, action, displayName, state, ...facts } = taken;
		await deps.audit.recordEvent(tx, {
			organisationId,
			code: "action.not-run",
			who: { kind: "process", processId: deps.processId },
			outcome: state === "failed" ? "failed" : "denied",
			facts: {
				action,
				name: displayName,
				why: state,
				count: facts.count,
				reason: facts.reason,
				object: facts.object,
			},
		});
		return true;
	});
}

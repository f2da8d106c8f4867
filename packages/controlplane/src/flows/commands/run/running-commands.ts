import {
	AppError,
	type CommandId,
	type OrganisationId,
} from "@quarterdeck/contract";
import {
	beginSpan,
	coalesced,
	pause,
	recordSpan,
	type Signals,
	type Span,
	traceInstant,
} from "@quarterdeck/runtime";
import type { CommandRecord } from "../../../rooms/commands/index.ts";
import type { Caller } from "../../../rooms/permissions/index.ts";
import type { Commands, Utterance } from "../commands.ts";
import type { CommandFeeds } from "../follow/command-feed.ts";
import type { LiveChannels } from "../follow/live-channels.ts";
import {
	type CancelDeps,
	cancelCommand,
	findWhoCancelled,
} from "./cancel-command.ts";
import type { CancelSignal } from "./cancel-signals.ts";
import { type DispatchDeps, dispatchCommand } from "./dispatch-command.ts";
import {
	type StartDeps,
	type StartedCommand,
	startCommand,
} from "./start-command.ts";

export type RunningCommandsDeps = StartDeps &
	DispatchDeps &
	CancelDeps & {
		readonly feeds: CommandFeeds;
		readonly liveChannels: LiveChannels;
		readonly cancelSignals: Signals<CancelSignal>;
		/** How long running commands may continue after a stop was requested. */
		readonly graceSeconds: number;
		/** Commands that run at the same time; more are refused. */
		readonly maxRunning: number;
	};

/** Bytes of input that all running commands hold together. */
const maxInputHeld = 16_777_216;
/** When to try again while too many commands run. */
const busySeconds = 2;

interface RunningCommand {
	readonly controller: AbortController;
	readonly done: Promise<void>;
	/** Cancels it if the audit says that somebody asked for that. */
	readonly lookForCancel: () => void;
}

/** The commands this process runs: begins, cancels and ends them. One per process. */
export function createRunningCommands(
	deps: RunningCommandsDeps,
): Pick<Commands, "run" | "cancel" | "running" | "stop"> {
	const running = new Map<string, RunningCommand>();
	let inputBytes = 0;
	let isStopping = false;
	let starting = 0;
	const unfollow = deps.cancelSignals.follow((signal) => {
		if (signal) running.get(keyOf(signal))?.lookForCancel();
	});

	function begin(started: StartedCommand): void {
		const { id: commandId, organisationId } = started.record;
		const key = keyOf({ organisationId, commandId });
		const ofInput = started.utterance.input?.length ?? 0;
		inputBytes += ofInput;
		const controller = new AbortController();
		const feed = deps.liveChannels.begin(
			started.record,
			deps.feeds.open({ organisationId, commandId }),
		);
		const done = dispatchCommand(
			deps,
			started,
			feed,
			controller.signal,
		).finally(() => {
			started.span.end();
			running.delete(key);
			inputBytes -= ofInput;
		});
		const lookForCancel = coalesced(
			async () => {
				if (controller.signal.aborted) return;
				const email = await findWhoCancelled(deps, organisationId, commandId);
				if (email !== undefined) cancelHere(key, email);
			},
			(error) =>
				deps.log.warn("whether a command was cancelled is unknown", { error }),
		);
		running.set(key, { controller, done, lookForCancel });
	}
	function cancelHere(key: string, email: string): boolean {
		const found = running.get(key);
		if (!found) return false;
		if (!found.controller.signal.aborted)
			found.controller.abort(
				new AppError("COMMAND_CANCELLED", { person: email }),
			);
		return true;
	}
	async function run(utterance: Utterance): Promise<CommandRecord> {
		if (isStopping)
			throw new AppError("BUS_UNAVAILABLE", {
				reason: "the control plane is stopping",
			});
		const ofInput = utterance.input?.length ?? 0;
		refuseWhenFull(ofInput);
		starting += 1;
		const span = beginCommandSpan(utterance);
		try {
			const start = await startCommand(deps, utterance, span);
			if (start.kind === "started") begin(start.started);
			else span.end();
			return start.kind === "started" ? start.started.record : start.record;
		} catch (error) {
			span.end();
			throw error;
		} finally {
			starting -= 1;
		}
	}
	/** Refused before anything is read, and not recorded: a flood must not write. */
	function refuseWhenFull(ofInput: number): void {
		const count = running.size + starting;
		const hasRoom = ofInput === 0 || inputBytes + ofInput <= maxInputHeld;
		if (count < deps.maxRunning && hasRoom) return;
		throw new AppError("COMMANDS_BUSY", {
			running: count,
			seconds: busySeconds,
		});
	}
	return {
		run,
		cancel: (caller: Caller, commandId: CommandId) =>
			cancelCommand(deps, caller, commandId, async (email) => {
				const { organisationId } = caller;
				const signal = { organisationId, commandId };
				if (!cancelHere(keyOf(signal), email))
					await deps.transact((tx) => deps.cancelSignals.announce(tx, signal));
			}),
		get running() {
			return running.size;
		},
		async stop() {
			isStopping = true;
			unfollow();
			await settle(deps, running);
		},
	};
}

/** From the request on: what the door took until now is a span of its own. */
function beginCommandSpan({ heardAtMs }: Utterance): Span {
	const span = beginSpan("command", { startedAtMs: heardAtMs });
	const parent = span.traceparent;
	if (parent !== undefined && heardAtMs !== undefined)
		recordSpan("api", {
			parent,
			startedAtMs: heardAtMs,
			endedAtMs: traceInstant(),
		});
	return span;
}

/** A command id is unique within its organisation only. */
function keyOf(of: {
	readonly organisationId: OrganisationId;
	readonly commandId: CommandId;
}): string {
	return `${of.organisationId} ${of.commandId}`;
}

/** Waits for running commands, then cancels the rest and waits for them: whoever opened a record closes it. */
async function settle(
	{ clock, graceSeconds }: RunningCommandsDeps,
	running: ReadonlyMap<string, RunningCommand>,
): Promise<void> {
	const all = () =>
		Promise.all([...running.values()].map((command) => command.done));
	const grace = new AbortController();
	await Promise.race([
		all(),
		pause(clock, graceSeconds * 1000, grace.signal).catch(() => {}),
	]);
	grace.abort();
	for (const { controller } of running.values())
		controller.abort(
			new AppError("COMMAND_CANCELLED", {
				person: "the control plane, which is stopping",
			}),
		);
	await all();
}

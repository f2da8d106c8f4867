import { AppError } from "@quarterdeck/contract";
import { pause, type Signals } from "@quarterdeck/runtime";
import type { Audit } from "../../rooms/audit/index.ts";
import type { CommandRecord } from "../../rooms/commands/index.ts";
import type { Fleet } from "../../rooms/fleet/index.ts";
import { cancelCommand } from "./cancel-command.ts";
import type { CancelSignal } from "./cancel-signals.ts";
import { type CarryOutDeps, carryOut } from "./carry-out.ts";
import { closedChannels } from "./closed-channels.ts";
import type { CommandFeeds } from "./command-feed.ts";
import type { Commands, Utterance } from "./commands.ts";
import { completeCommand } from "./complete-command.ts";
import { followChannel } from "./follow-channel.ts";
import { followCommand } from "./follow-command.ts";
import type { LiveChannels } from "./live-channels.ts";
import {
	type StartDeps,
	type StartedCommand,
	startCommand,
} from "./start-command.ts";
import { whileOpen } from "./while-open.ts";

export type CommandsDeps = StartDeps &
	CarryOutDeps & {
		readonly audit: Audit;
		readonly feeds: CommandFeeds;
		readonly liveChannels: LiveChannels;
		readonly cancelSignals: Signals<CancelSignal>;
		readonly fleet: Pick<Fleet, "suggestTargets">;
		readonly lookEverySeconds: number;
		/** How long commands may go on once we were asked to stop. */
		readonly graceSeconds: number;
		/** Commands that go on at the same time; more are refused. */
		readonly maxRunning: number;
	};

/** When to try again while too many commands go on. */
const busySeconds = 2;

interface Running {
	readonly controller: AbortController;
	readonly done: Promise<void>;
}

/** The flow, wired. One per process. */
export function createCommands(deps: CommandsDeps): Commands {
	const running = new Map<string, Running>();
	let isStopping = false;
	let starting = 0;
	const unfollow = deps.cancelSignals.follow((signal) => {
		if (signal) cancelHere(signal);
	});

	function begin(started: StartedCommand): void {
		const { id: commandId, organisationId } = started.record;
		const key = keyOf({ organisationId, commandId });
		const controller = new AbortController();
		const feed = deps.liveChannels.begin(
			started.record,
			deps.feeds.open({ organisationId, commandId }),
		);
		const done = carryOut(deps, started, feed, controller.signal).finally(() =>
			running.delete(key),
		);
		running.set(key, { controller, done });
	}
	function cancelHere(signal: CancelSignal): boolean {
		const found = running.get(keyOf(signal));
		if (!found) return false;
		if (!found.controller.signal.aborted)
			found.controller.abort(
				new AppError("COMMAND_CANCELLED", { person: signal.email }),
			);
		return true;
	}
	async function run(utterance: Utterance): Promise<CommandRecord> {
		if (isStopping)
			throw new AppError("BUS_UNAVAILABLE", {
				reason: "the control plane is stopping",
			});
		refuseWhenFull();
		starting += 1;
		try {
			const start = await startCommand(deps, utterance);
			if (start.kind === "repeated") return start.record;
			begin(start.started);
			return start.started.record;
		} finally {
			starting -= 1;
		}
	}
	/** Said before anything is read and not recorded: a flood must not write. */
	function refuseWhenFull(): void {
		const count = running.size + starting;
		if (count < deps.maxRunning) return;
		throw new AppError("COMMANDS_BUSY", {
			running: count,
			seconds: busySeconds,
		});
	}
	return {
		run,
		cancel: (asker, commandId) =>
			cancelCommand(deps, asker, commandId, async (signal) => {
				if (!cancelHere(signal))
					await deps.transact((tx) => deps.cancelSignals.announce(tx, signal));
			}),
		async follow(organisationId, commandId, after, checkOpen) {
			const events = await followCommand(
				deps,
				organisationId,
				commandId,
				after,
			);
			return checkOpen ? whileOpen(deps.clock, events, checkOpen) : events;
		},
		followChannel: (asker, channel, askAgain) =>
			followChannel(deps, asker, channel, askAgain),
		complete: (asker, said) => completeCommand(deps, asker, said),
		async closedTo(asker) {
			const { configuration } = await deps.catalog.currentConfiguration(
				asker.organisationId,
			);
			return closedChannels(asker, configuration);
		},
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

/** A command id is its organisation's: the same one elsewhere is another command. */
function keyOf({
	organisationId,
	commandId,
}: Omit<CancelSignal, "email">): string {
	return `${organisationId} ${commandId}`;
}

/** Waits for what goes on, then cancels it and waits once more: a record is closed by whoever opened it. */
async function settle(
	{ clock, graceSeconds }: CommandsDeps,
	running: ReadonlyMap<string, Running>,
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

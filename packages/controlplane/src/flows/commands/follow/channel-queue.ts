import { AppError, type CommandId } from "@quarterdeck/contract";
import {
	type ChannelCommand,
	type ChannelCommandDeps,
	createChannelCommand,
} from "./channel-command.ts";
import type { ChannelEvent } from "./channel-event.ts";
import type { LiveCommand } from "./live-channels.ts";

/*
 * The commands that one listener of a channel follows. Nothing is kept for it but a position in each command's feed, which is bounded
 * for all:
 *
 *   waiting ──► sent up to its last event ──► (a new event) ──► waiting ──► … ──► its end and its last record are sent: finished
 *
 * Commands that wait take turns, so that a busy one keeps no other waiting.
 */
export interface ChannelQueue {
	/** A command that this process runs began or has a new event. */
	addLive(live: LiveCommand): void;
	/** Another process's command began. */
	addBegun(id: CommandId): void;
	/** The end of a command was recorded, by whichever process. */
	addEnded(id: CommandId): void;
	/** Ends the stream with this error. */
	fail(error: unknown): void;
	/** The next event, whenever it comes; undefined once `leave` was called. @throws what the stream was ended with. */
	next(): Promise<ChannelEvent | undefined>;
	leave(): void;
}

/** The queue of one listener. */
export function createChannelQueue(
	deps: ChannelCommandDeps & {
		readonly channel: string;
		/** Most commands that wait for one listener, and that are remembered as finished. */
		readonly maxWaiting: number;
	},
): ChannelQueue {
	const { maxWaiting } = deps;
	const followed = new Map<CommandId, ChannelCommand>();
	const waiting = new Set<ChannelCommand>();
	const finished = createRecentIds(maxWaiting);
	let ending: { readonly error: unknown } | undefined;
	let wake = () => {};

	function wait(one: ChannelCommand): void {
		if (ending) return;
		waiting.add(one);
		if (waiting.size > maxWaiting) {
			const { channel } = deps;
			fail(new AppError("LISTENER_BEHIND", { limit: maxWaiting, channel }));
		}
		wake();
	}
	function fail(error: unknown): void {
		ending ??= { error };
		for (const one of followed.values()) one.leave();
		followed.clear();
		waiting.clear();
		wake();
	}
	function begin(id: CommandId, live: LiveCommand | undefined) {
		const one = createChannelCommand(deps, id, live, () => wait(one));
		followed.set(id, one);
		return one;
	}
	/** A command that has more events goes to the end of the queue. */
	async function takeNext(): Promise<ChannelEvent | undefined> {
		for (const one of waiting) {
			waiting.delete(one);
			const event = await one.take();
			if (one.isFinished) {
				followed.delete(one.id);
				finished.add(one.id);
			} else if (event) wait(one);
			if (event) return event;
		}
		return undefined;
	}
	return {
		addLive(live) {
			if (ending || finished.has(live.id)) return;
			wait(followed.get(live.id) ?? begin(live.id, live));
		},
		addBegun(id) {
			if (ending || finished.has(id) || followed.has(id)) return;
			wait(begin(id, undefined));
		},
		addEnded(id) {
			if (ending || finished.has(id)) return;
			const one = followed.get(id) ?? begin(id, undefined);
			if (one.isLive) return;
			one.end();
			wait(one);
		},
		fail,
		async next() {
			while (!ending) {
				const event = await takeNext();
				if (event && !ending) return event;
				if (ending || waiting.size > 0) continue;
				await new Promise<void>((resolve) => {
					wake = resolve;
				});
			}
			const { error } = ending;
			ending = { error: undefined };
			if (error === undefined) return undefined;
			throw error;
		},
		leave: () => fail(undefined),
	};
}

/** The newest ids, bounded in number. */
function createRecentIds(limit: number) {
	const ids = new Set<CommandId>();
	return {
		has: (id: CommandId) => ids.has(id),
		add(id: CommandId): void {
			ids.add(id);
			const [oldest] = ids;
			if (ids.size > limit && oldest) ids.delete(oldest);
		},
	};
}

import { AppError, type CommandId } from "@quarterdeck/contract";
import type { ChannelEvent } from "./channel-event.ts";
import {
	createFollowedCommand,
	type FollowedCommand,
	type FollowedCommandDeps,
} from "./followed-command.ts";
import type { LiveCommand } from "./live-channels.ts";

/*
 * What one listener of a channel was told. Nothing is kept for it but a place in each command's feed, which is bounded for all:
 *
 *   waiting ──► told up to the last event ──► (something is said) ──► waiting ──► … ──► its end and last record told: finished
 *
 * Commands that wait take turns, so that a talkative one keeps no other waiting.
 */
export interface ChannelTold {
	/** Something was said of a command that this process runs. */
	heardLive(live: LiveCommand): void;
	/** Another process's command began. */
	heardBegin(id: CommandId): void;
	/** The end of a command was recorded, on whichever process. */
	heardEnd(id: CommandId): void;
	/** Ends the stream with this error. */
	fail(error: unknown): void;
	/** What is next, whenever that comes; undefined once `leave` was called. @throws what the stream was ended with. */
	next(): Promise<ChannelEvent | undefined>;
	leave(): void;
}

/** Commands that may wait for one listener, and those remembered as told to their end. */
const maxWaiting = 1000;

/** One listener's place in a channel. */
export function createChannelTold(
	deps: FollowedCommandDeps & { readonly channel: string },
): ChannelTold {
	const followed = new Map<CommandId, FollowedCommand>();
	const waiting = new Set<FollowedCommand>();
	const finished = createRecentIds(maxWaiting);
	let ending: { readonly error: unknown } | undefined;
	let wake = () => {};

	function wait(one: FollowedCommand): void {
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
		const one = createFollowedCommand(deps, id, live, () => wait(one));
		followed.set(id, one);
		return one;
	}
	/** Whoever has more goes to the end of the line. */
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
		heardLive(live) {
			if (ending || finished.has(live.id)) return;
			wait(followed.get(live.id) ?? begin(live.id, live));
		},
		heardBegin(id) {
			if (ending || finished.has(id) || followed.has(id)) return;
			wait(begin(id, undefined));
		},
		heardEnd(id) {
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

import { type Heartbeat, heartbeatSeconds } from "@quarterdeck/contract";
import type { Clock, Timer } from "@quarterdeck/runtime";

/** Says how the agent is: every ten seconds, and soon after something changed. */
export interface BeatHeartJob {
	/** Says it now. */
	beat(): void;
	/** Says it soon; many changes in a row are told once. */
	changed(): void;
	/** Says once that it leaves, and falls silent. */
	leave(): void;
}

const gatherMs = 200;

/** Begins at once. `describe` is everything but the leaving; `tell` may lose it, the next one says the same. */
export function createBeatHeartJob(deps: {
	readonly describe: () => Heartbeat;
	readonly tell: (heartbeat: Heartbeat) => void;
	readonly clock: Clock;
}): BeatHeartJob {
	let soon: Timer | undefined;
	let left = false;

	function beat(): void {
		if (left) return;
		soon?.cancel();
		soon = undefined;
		deps.tell(deps.describe());
	}
	const steady = deps.clock.every(heartbeatSeconds * 1000, beat);
	return {
		beat,
		changed() {
			if (!left) soon ??= deps.clock.after(gatherMs, beat);
		},
		leave() {
			if (left) return;
			left = true;
			steady.cancel();
			soon?.cancel();
			deps.tell({ ...deps.describe(), leaving: true });
		},
	};
}

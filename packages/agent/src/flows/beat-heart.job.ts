import { type Heartbeat, heartbeatSeconds } from "@quarterdeck/contract";
import type { Clock, Timer } from "@quarterdeck/runtime";

/** Sends heartbeats: every ten seconds, and soon after something changed. */
export interface BeatHeartJob {
	/** Sends one now. */
	beat(): void;
	/** Sends one soon; changes in quick succession share one. */
	changed(): void;
	/** Sends a last one that says the agent is leaving. */
	leave(): void;
}

const gatherMs = 200;

/** Starts at once. `describe` gives everything but `leaving`; `send` may lose a heartbeat, the next one repeats it. */
export function createBeatHeartJob(deps: {
	readonly describe: () => Heartbeat;
	readonly send: (heartbeat: Heartbeat) => void;
	readonly clock: Clock;
}): BeatHeartJob {
	let soon: Timer | undefined;
	let left = false;

	function beat(): void {
		if (left) return;
		soon?.cancel();
		soon = undefined;
		deps.send(deps.describe());
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
			deps.send({ ...deps.describe(), leaving: true });
		},
	};
}

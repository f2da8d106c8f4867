import { type Heartbeat, heartbeatSeconds } from "@quarterdeck/contract";
import type { Job } from "@quarterdeck/runtime";

/** Sends heartbeats: in a fixed period, and soon after something changed. */
export interface Heart {
	readonly job: Job;
	/** Sends one soon; changes in quick succession share one. */
	changed(): void;
	/** Sends a last one that says the agent is leaving, once; stop the job first. */
	leave(): void;
}

/** `describe` gives everything but `leaving`; `send` may lose a heartbeat, the next one repeats it. */
export function createHeart(deps: {
	readonly describe: () => Heartbeat;
	readonly send: (heartbeat: Heartbeat) => void;
}): Heart {
	const { describe, send } = deps;
	let wakeJob: (() => void) | undefined;
	let left = false;
	return {
		job: {
			name: "send-heartbeat",
			description:
				"Tells the control plane how this agent and its cluster are.",
			every: heartbeatSeconds,
			when(wake) {
				wakeJob = wake;
				return () => {
					wakeJob = undefined;
				};
			},
			gatherSeconds: 0.2,
			run: () => send(describe()),
		},
		changed: () => wakeJob?.(),
		leave() {
			if (left) return;
			left = true;
			send({ ...describe(), leaving: true });
		},
	};
}

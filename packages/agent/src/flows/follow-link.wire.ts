import {
	type Clock,
	describeError,
	type Life,
	type Log,
} from "@quarterdeck/runtime";
import type { AgentLink } from "@quarterdeck/wire";
import type { BeatHeartJob } from "./beat-heart.job.ts";

/** At each connection the agent sends a heartbeat and fetches the newest configuration. */
export function followLink(
	link: AgentLink,
	parts: {
		readonly heart: BeatHeartJob;
		readonly refresh: (signal: AbortSignal) => Promise<void>;
		readonly clock: Clock;
		readonly log: Log;
		readonly life: Life;
	},
): void {
	const stopping = new AbortController();
	parts.life.atEnd("configuration", () => stopping.abort());
	function refresh(): void {
		parts.refresh(stopping.signal).catch((error: unknown) => {
			if (stopping.signal.aborted || link.state.state !== "connected") return;
			parts.log.warn("could not fetch the configuration yet", {
				reason: describeError(error).split("\n")[0],
			});
			parts.clock.after(5000, refresh);
		});
	}
	function hear(state: AgentLink["state"]): void {
		if (state.state === "rejected")
			parts.log.error(
				"the bus refuses this agent's credential: it was revoked or has expired. Create a new join token with: qd cluster add NAME --again",
				{ reason: state.reason },
			);
		if (state.state !== "connected") return;
		parts.heart.beat();
		refresh();
	}
	let last = "";
	link.onState((state) => {
		const isNew = state.state !== last;
		last = state.state;
		if (isNew) hear(state);
	});
	last = link.state.state;
	hear(link.state);
}

import type { Job } from "@quarterdeck/runtime";

/** Fetches the newest configuration at each connection: what was pushed while the agent was away is lost. */
export function fetchConfiguration(deps: {
	readonly refresh: (signal: AbortSignal) => Promise<void>;
	readonly isConnected: () => boolean;
	/** Calls `act` at each new connection; returns how to stop that. */
	readonly onConnected: (act: () => void) => () => void;
}): Job {
	return {
		name: "fetch-configuration",
		description: "Fetches the newest configuration after each connection.",
		atStart: true,
		when: deps.onConnected,
		longestRetrySeconds: 5,
		async run(signal) {
			if (!deps.isConnected()) return;
			try {
				await deps.refresh(signal);
			} catch (error) {
				// A connection that was lost is no failure: the next one wakes the job.
				if (deps.isConnected()) throw error;
			}
		},
	};
}

import type { Job } from "@quarterdeck/runtime";
import type { EventsDeps } from "./events-deps.ts";

const everySeconds = 60;
/** Rows of one transaction. */
const atOnce = 5000;

/** Removes events that were kept long enough, then epochs that nobody used for long. Replicas share the work. */
export function createSweepEventsJob({
	eventStore,
	transact,
	clock,
	settings,
}: Pick<EventsDeps, "eventStore" | "transact" | "clock" | "settings">): Job {
	const before = (seconds: number) =>
		new Date(clock.now().getTime() - seconds * 1000);
	return {
		name: "sweep-agent-events",
		description: "Removes events of agents that were kept long enough.",
		every: everySeconds,
		async run(signal) {
			const oldest = before(settings.keepSeconds);
			const longestUnused = before(settings.forgetSeconds);
			for (const sweep of [
				() => transact((tx) => eventStore.sweepEvents(tx, oldest, atOnce)),
				() =>
					transact((tx) => eventStore.sweepMarks(tx, longestUnused, atOnce)),
			]) {
				let count = atOnce;
				while (count === atOnce && !signal.aborted) count = await sweep();
			}
		},
	};
}

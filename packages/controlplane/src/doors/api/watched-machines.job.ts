import type { Job } from "@quarterdeck/runtime";

/** The requests of machine tokens that are open: streams, of which each is asked now and then whether its token still holds. */
export interface WatchedMachines {
	/** Calls `look` now and then. @returns what stops it. */
	watch(look: () => Promise<void>): () => void;
	readonly job: Job;
}

/** Nobody is watched yet. */
export function createWatchedMachines(): WatchedMachines {
	const looks = new Set<() => Promise<void>>();
	return {
		watch(look) {
			looks.add(look);
			return () => looks.delete(look);
		},
		job: {
			name: "look-for-ended-machine-tokens",
			description: "Ends open streams whose machine token has ended.",
			every: 5,
			atStart: false,
			async run() {
				await Promise.all([...looks].map((look) => look()));
			},
		},
	};
}

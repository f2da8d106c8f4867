/** What the exit code of `qd` says. A single cluster's own exit code is passed on by `qd run`. */
export const exitCodes = {
	done: 0,
	/** It ran and did not succeed, in at least one cluster. */
	failed: 1,
	/** The words were not understood; nothing was done. */
	usage: 2,
	/** The control plane could not be reached or did not know us. */
	unreachable: 3,
	/** It succeeded, but only the beginning of its output was printed; the rest is kept. */
	shortened: 4,
	/** It succeeded, but its output was not kept whole: what is missing is lost. */
	incomplete: 5,
	/** Stopped by Ctrl-C. */
	interrupted: 130,
} as const;

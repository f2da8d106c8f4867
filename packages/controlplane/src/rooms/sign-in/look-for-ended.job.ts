import type { Job } from "@quarterdeck/runtime";

/** Ends what follows a session, token or person whose end nobody announced. It is woken when an announcement may have been missed. */
export function lookForEnded(
	look: () => Promise<void>,
	when: (wake: () => void) => () => void,
): Job {
	return {
		name: "look-for-ended-sessions",
		description:
			"Ends open streams whose session, token or membership has ended.",
		every: 60,
		atStart: false,
		when,
		run: look,
	};
}

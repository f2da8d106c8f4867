import type { Job, Log } from "@quarterdeck/runtime";
import type { SignIn } from "./sign-in.ts";

/** Removes proofs that ended. */
export function sweepEnded(deps: {
	readonly signIn: Pick<SignIn, "sweepEnded">;
	readonly log: Log;
}): Job {
	return {
		name: "sweep-ended-sessions",
		description: "Removes sessions, links and tokens that ended.",
		every: 3600,
		async run() {
			const count = await deps.signIn.sweepEnded();
			if (count > 0) deps.log.debug("what had ended was removed", { count });
		},
	};
}

import type { Job } from "@quarterdeck/runtime";
import type { Audit } from "./audit.ts";

/** Signs the heads of all chains that grew, once a minute. */
export function createSignHeadsJob(audit: Pick<Audit, "signHeads">): Job {
	return {
		name: "sign-audit-heads",
		description: "Signs the heads of audit chains that grew.",
		every: 60,
		run: (signal) => audit.signHeads({ signal }),
	};
}

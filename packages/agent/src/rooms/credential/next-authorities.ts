import { type Log, readCertificates } from "@quarterdeck/runtime";

/**
 * The authorities an agent pins after the control plane said which there are from now on: the new ones for an agent that pins some. What
 * was pinned is never loosened: no answer, or one that cannot be read, leaves it as it is, and who trusts public authorities goes on so.
 */
export function nextAuthorities(
	pinned: string | undefined,
	offered: string | undefined,
	log: Pick<Log, "warn">,
): string | undefined {
	if (pinned === undefined || offered === undefined || offered === pinned)
		return pinned;
	try {
		readCertificates(offered);
		return offered;
	} catch (error) {
		const reason = error instanceof Error ? error.message : String(error);
		log.warn("the new certificate authorities of the bus cannot be read", {
			reason,
		});
		return pinned;
	}
}

import type { Credential } from "@quarterdeck/contract/configuration";
import type { Posting, PostingOutcome } from "../../flows/notices/index.ts";

/** A secret that a sink refers to cannot be read; the message says why and quotes nothing. */
export class SecretMissing extends Error {}

/** Sends one event to a sink. What it throws is tried again. */
export type SendTo<Target> = (sending: {
	readonly target: Target;
	readonly posting: Posting & {
		readonly notice: NonNullable<Posting["notice"]>;
	};
	/** The text of a credential, read now. @throws SecretMissing. */
	readonly reveal: (credential: Credential | undefined) => string | undefined;
	readonly signal: AbortSignal;
}) => Promise<PostingOutcome>;

/** What the event was made from, or what is known of it when that was too large. */
export function dataOf({
	posting: { raw, post, notice },
}: Pick<Parameters<SendTo<unknown>>[0], "posting">): unknown {
	if (raw !== undefined) return raw;
	const { type, reason, object, resolved } = notice;
	return {
		Title: post.title,
		Level: post.level,
		Type: type,
		Reason: reason,
		Object: object,
		Resolved: resolved,
		Cluster: post.clusterName,
	};
}

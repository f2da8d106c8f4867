import { type ChannelKey, isSameChannel } from "@quarterdeck/contract";
import type { AuditRecord, AuditWordsReader } from "../../rooms/audit/index.ts";
import { readableChannels } from "../../rooms/catalog/index.ts";
import type { SignedIn } from "../../rooms/sign-in/index.ts";
import { type ApiContext, callerOf } from "./api-context.ts";

/*
 * The audit is the organisation's: everybody who may read it sees who did what, where and how it ended. What was typed in a channel is
 * its members': others see that something was said there. The speaker and the owner see it always, also when the channel is gone.
 */

/** What of a record tells whose words it holds. */
export interface SaidThere {
	readonly channel: string | undefined;
	readonly platform: unknown;
	readonly email: string | undefined;
}

/** Whether the reader may see what was typed, as the configuration stands now. */
export async function createAuditReader(
	context: ApiContext,
	signedIn: SignedIn,
): Promise<(said: SaidThere) => boolean> {
	const reader = await wordsReader(context, signedIn);
	if (!reader) return () => true;
	return ({ channel, platform, email }) =>
		channel === undefined ||
		email === reader.email ||
		reader.channels.some((key) =>
			isSameChannel(key, { platform, channel } as ChannelKey),
		);
}

/** Whose words the reader may see, as the configuration stands now; undefined for the owner, who may see all. */
export async function wordsReader(
	{ deps }: ApiContext,
	signedIn: SignedIn,
): Promise<AuditWordsReader | undefined> {
	if (signedIn.person.role === "owner") return undefined;
	const { configuration } = await deps.catalog.currentConfiguration(
		signedIn.organisation.id,
	);
	// That the token may read the audit was asked already; whether it may read commands too is no matter here.
	const person = { ...callerOf(signedIn), scopes: undefined };
	const channels = await readableChannels(deps, person, configuration);
	return { email: signedIn.actor.email, channels };
}

/** The records as the reader may see them; those that are not to be found by their words are left out when words are searched for. */
export async function recordsForReader(
	context: ApiContext,
	signedIn: SignedIn,
	records: readonly AuditRecord[],
	isSearch = false,
): Promise<AuditRecord[]> {
	const isSaid = records.some(({ channel }) => channel !== undefined);
	if (!isSaid) return [...records];
	const mayRead = await createAuditReader(context, signedIn);
	return records.flatMap((record) => {
		if (mayRead(saidIn(record))) return [record];
		return isSearch ? [] : [withoutWords(record)];
	});
}

function saidIn({ channel, facts, who }: AuditRecord): SaidThere {
	return {
		channel,
		platform: facts.platform,
		email: who.kind === "person" ? who.email : undefined,
	};
}

function withoutWords(record: AuditRecord): AuditRecord {
	const { platform } = record.facts;
	return {
		...record,
		// Short outputs could be guessed from it.
		digest: undefined,
		facts: {
			...(platform === undefined ? {} : { platform }),
			withheld: "only members of the channel can see what was said there",
		},
	};
}

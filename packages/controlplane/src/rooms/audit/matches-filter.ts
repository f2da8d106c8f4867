import { type ChannelKey, isSameChannel } from "@quarterdeck/contract";
import type { AuditFilter, AuditWordsReader } from "./audit-record.ts";
import type { ChainEntry } from "./chain.ts";
import { asInJson, holdsWords, readSearchWords } from "./search-words.ts";

/**
 * What tells whether an entry is one that a filter asks for: the reference for the SQL of the store.
 * @throws AppError INPUT_INVALID for a text that cannot be searched for.
 */
export function matcherOf(filter: AuditFilter): (entry: ChainEntry) => boolean {
	const words = readSearchWords(filter.text).map(asInJson);
	const email = filter.email?.toLowerCase();
	const same = (wanted: string | undefined, is: string | null) =>
		wanted === undefined || wanted === is;
	return (entry) => {
		const at = Date.parse(entry.at);
		return (
			same(email, entry.whoEmail) &&
			same(filter.code, entry.code) &&
			same(filter.outcome, entry.outcome) &&
			same(filter.subjectId, entry.subjectId) &&
			(filter.clusterName === undefined ||
				entry.clusterNames?.includes(filter.clusterName) === true) &&
			(filter.from === undefined || at >= filter.from.getTime()) &&
			(filter.before === undefined || at < filter.before.getTime()) &&
			holdsWords(entry.facts, words) &&
			(filter.reader === undefined || mayBeReadBy(filter.reader, entry))
		);
	};
}

/** Whether the reader may see what the entry holds of others' words. */
function mayBeReadBy(
	{ email, channels }: AuditWordsReader,
	{ channel, whoEmail, facts }: ChainEntry,
): boolean {
	if (channel === null || whoEmail === email) return true;
	const { platform } = JSON.parse(facts) as { platform?: unknown };
	return channels.some((key) =>
		isSameChannel(key, { platform, channel } as ChannelKey),
	);
}

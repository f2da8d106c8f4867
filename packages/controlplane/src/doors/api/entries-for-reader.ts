import {
	type ChainEntry,
	factsDigest,
	recordOf,
} from "../../rooms/audit/index.ts";
import type { SignedIn } from "../../rooms/sign-in/index.ts";
import type { ApiContext } from "./api-context.ts";
import { createAuditReader } from "./audit-for-reader.ts";

/**
 * An entry as it is handed out: letter for letter, or without what only others may see. Then the digest of it is there, with which the
 * hash can be computed; records that were written without a salt have none.
 */
export interface ShownEntry extends Omit<ChainEntry, "facts" | "factsSalt"> {
	readonly facts: string | null;
	/** Absent where there is none, or where it would help to guess what is withheld. */
	readonly factsSalt?: string;
	readonly factsDigest?: string;
	readonly withheld?: readonly ["facts"];
}

/** The entries as the reader may see them, by the configuration as it stands at each batch; left out where words are searched for. */
export async function* entriesForReader(
	context: ApiContext,
	signedIn: SignedIn,
	batches: AsyncIterable<readonly ChainEntry[]>,
	isSearch: boolean,
): AsyncGenerator<readonly ShownEntry[]> {
	for await (const batch of batches) {
		const mayRead = await createAuditReader(context, signedIn);
		yield batch.flatMap((entry): readonly ShownEntry[] => {
			const { channel, facts, who } = recordOf(entry);
			const email = who.kind === "person" ? who.email : undefined;
			if (mayRead({ channel, platform: facts.platform, email }))
				return [wholeEntry(entry)];
			return isSearch ? [] : [entryWithoutWords(entry)];
		});
	}
}

function wholeEntry({ factsSalt, ...entry }: ChainEntry): ShownEntry {
	return factsSalt === null ? entry : { ...entry, factsSalt };
}

function entryWithoutWords(whole: ChainEntry): ShownEntry {
	const { factsSalt, ...entry } = whole;
	// A record without a salt may be of a time when the output's digest stood beside the words; it cannot be verified without them anyway.
	if (factsSalt === null)
		return { ...entry, facts: null, digest: null, withheld: ["facts"] };
	const digest = factsDigest(whole);
	return { ...entry, facts: null, factsDigest: digest, withheld: ["facts"] };
}

import { type ChainEntry, recordOf } from "../../rooms/audit/index.ts";
import type { SignedIn } from "../../rooms/sign-in/index.ts";
import type { ApiContext } from "./api-context.ts";
import { createAuditReader } from "./audit-for-reader.ts";

/** An entry as it is handed out: letter for letter, or without what only others may see. Then its hash cannot be computed from it. */
export interface ShownEntry extends Omit<ChainEntry, "facts"> {
	readonly facts: string | null;
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
			if (mayRead({ channel, platform: facts.platform, email })) return [entry];
			return isSearch ? [] : [{ ...entry, facts: null, withheld: ["facts"] }];
		});
	}
}

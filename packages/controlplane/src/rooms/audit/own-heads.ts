import type { OrganisationId } from "@quarterdeck/contract";
import { isSignatureValid, type SignedHead } from "./signed-head.ts";
import type { HeadWithRows, SignedHeads, StoredHead } from "./signed-heads.ts";

/** Whether this installation signed it; without a key of its own, whether anybody did. */
export function isOwnHead(
	head: SignedHead,
	publicKey: string | undefined,
): boolean {
	return (
		(publicKey === undefined || head.publicKey === publicKey) &&
		isSignatureValid(head)
	);
}

/** The rows of a chain, judged: only what we signed proves anything. */
export interface OwnHeads {
	/** The newest that the chain holds. */
	readonly held: StoredHead | undefined;
	/** Those of the newest that we signed and the chain holds no more, the newest first. */
	readonly lost: readonly StoredHead[];
	/** How many rows name our key and were not signed with it. */
	readonly forged: number;
}

/** Judges the rows of one chain. */
export function judgeRows(
	{ rows }: Pick<HeadWithRows, "rows">,
	publicKey: string | undefined,
): OwnHeads {
	const own = rows.filter((row) => isOwnHead(row, publicKey));
	return {
		held: own.find((row) => row.isHeld),
		lost: own.filter((row) => !row.isHeld),
		forged: rows.length - own.length,
	};
}

/** Every chain, or that of one organisation, in batches. */
export async function* everyHead(
	signedHeads: Pick<SignedHeads, "listHeads">,
	publicKey: string | undefined,
	organisationId?: OrganisationId,
): AsyncGenerator<HeadWithRows> {
	const limit = 200;
	for (let after: OrganisationId | undefined; ; ) {
		const page = { publicKey, limit, organisationId, after };
		const heads = await signedHeads.listHeads(page);
		yield* heads;
		after = heads.at(-1)?.organisationId;
		if (organisationId !== undefined || heads.length < limit) return;
	}
}

/** The newest head of a chain that we signed and the chain holds. */
export async function newestOwnHead(
	signedHeads: Pick<SignedHeads, "listHeads">,
	publicKey: string | undefined,
	organisationId: OrganisationId,
): Promise<SignedHead | undefined> {
	for await (const head of everyHead(signedHeads, publicKey, organisationId)) {
		const { held } = judgeRows(head, publicKey);
		return held && withoutMark(held);
	}
	return undefined;
}

/** A row as it was signed. */
export function withoutMark({ isHeld: _, ...head }: StoredHead): SignedHead {
	return head;
}

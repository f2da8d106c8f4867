import { isSignatureValid, type SignedHead } from "./signed-head.ts";

/** Compares signed heads with the chain, in ascending order. */
export interface SignatureCheck {
	/** Why the head cannot stand beside the record with this hash; undefined when it can. */
	whyWrong(head: SignedHead, hash: string | undefined): string | undefined;
}

/**
 * Heads of another key are taken only before the first of ours: then the master key was replaced once. Behind it they are somebody
 * else's.
 */
export function createSignatureCheck(
	publicKey: string | undefined,
): SignatureCheck {
	let wasOurs = false;
	return {
		whyWrong(head, hash) {
			if (head.hash !== hash)
				return `it is not the record whose hash was signed at ${head.at}`;
			if (!isSignatureValid(head))
				return `the signature of its head of ${head.at} is wrong`;
			const isOurs = head.publicKey === publicKey;
			if (wasOurs && !isOurs)
				return `its head of ${head.at} was signed with a key that is not this installation's`;
			wasOurs ||= isOurs;
			return undefined;
		},
	};
}

import type { NotedHead } from "./noted-head.ts";

/** An intact chain, its head and who signed it, for a person. */
export function showIntact(chain: {
	readonly records: number;
	/** Records whose content was not there to be verified. */
	readonly withheld?: number;
	readonly head: NotedHead | null;
	readonly signedHead:
		| (NotedHead & { readonly at: string; readonly publicKey: string })
		| null;
	/** Whose key that is. */
	readonly keyIs: string;
	readonly noted: NotedHead | undefined;
}): string {
	const { records, withheld = 0, head, signedHead, keyIs, noted } = chain;
	const lines = [
		`Verified ${records} records; the chain is intact.`,
		...(withheld > 0
			? [
					`${withheld} of them were exported without their words, so only their place was verified. Export as the owner to verify all.`,
				]
			: []),
		...(noted ? [`It contains the noted head ${noted.seq}.`] : []),
		...(head ? [`Head:    ${head.seq}:${head.hash}`] : []),
		...(signedHead
			? [
					`Signed:  record ${signedHead.seq} at ${signedHead.at}`,
					`Key:     ${signedHead.publicKey} (${keyIs})`,
				]
			: ["Signed:  not yet"]),
	];
	return `${lines.join("\n")}\n`;
}

/** A chain that is not as it was written. */
export function showBroken(where: string | undefined, reason: string): string {
	return where === undefined
		? `The chain is broken: ${reason}.\n`
		: `The chain is broken at ${where}: ${reason}.\n`;
}

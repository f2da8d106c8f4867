import { ago } from "../output/ago.ts";
import type { NotedHead } from "./noted-head.ts";
import type { UnsignedRecords } from "./verify-export.ts";

/** An intact chain, its head and who signed it, for a person. */
export function showIntact(chain: {
	readonly records: number;
	/** Records whose words were not there to be verified. */
	readonly withheld?: number;
	readonly head: NotedHead | null;
	readonly signedHead:
		| (NotedHead & { readonly at: string; readonly publicKey: string })
		| null;
	/** Whose key that is. */
	readonly keyIs: string;
	readonly noted: NotedHead | undefined;
	/** Records behind the signed head. */
	readonly unsigned: UnsignedRecords | null;
	readonly now: Date;
}): string {
	const { records, withheld = 0, head, signedHead, keyIs, noted } = chain;
	const lines = [
		`Verified ${records} records; the chain is intact.`,
		...(withheld > 0
			? [
					`${withheld} of them were exported without their words. Everything else in them was verified.`,
				]
			: []),
		...(noted ? [`It contains the noted head ${noted.seq}.`] : []),
		...(head ? [`Head:    ${head.seq}:${head.hash}`] : []),
		...(signedHead
			? [
					`Signed:  record ${signedHead.seq} at ${signedHead.at}`,
					`Key:     ${signedHead.publicKey} (${keyIs})`,
				]
			: ["Signed:  not at all"]),
		...(chain.unsigned ? [unsignedLine(chain.unsigned, chain.now)] : []),
	];
	return `${lines.join("\n")}\n`;
}

/** A chain that is not as it was written. */
export function showBroken(where: string | undefined, reason: string): string {
	return where === undefined
		? `The chain is broken: ${reason}.\n`
		: `The chain is broken at ${where}: ${reason}.\n`;
}

/** Hashes alone prove only that records fit together. */
function unsignedLine({ records, since }: UnsignedRecords, now: Date): string {
	return records === 1
		? `Unsigned: the last record, of ${since} (${ago(since, now)} ago). No signature covers it.`
		: `Unsigned: the last ${records} records, the first of ${since} (${ago(since, now)} ago). No signature covers them.`;
}

import { exportLines, LineUnreadable } from "./export-lines.ts";
import {
	headOf,
	isHeadLine,
	isSigned,
	type SignedHead,
} from "./exported-head.ts";
import { type ProvedRecord, proveRecord } from "./exported-record.ts";
import type { NotedHead } from "./noted-head.ts";

/** Records at the end of a chain that no signed head covers. */
export interface UnsignedRecords {
	readonly records: number;
	/** When the first of them was written. */
	readonly since: string;
}

/** What an exported chain proved to be. */
export type ExportVerification =
	| {
			readonly ok: true;
			readonly records: number;
			/** Records whose words the exporter could not see: everything else of them is proved. */
			readonly withheld: number;
			readonly head: NotedHead;
			/** The newest; null when the file holds none. */
			readonly signedHead: SignedHead | null;
			/** Null when the newest signed head is the last record's. */
			readonly unsigned: UnsignedRecords | null;
	  }
	| { readonly ok: false; readonly records: number; readonly reason: string };

/** A reason why a chain is not as it was written. */
class Broken extends Error {}

/** How far a reading of the records came. */
interface Walk {
	last: NotedHead & Partial<ProvedRecord>;
	withheld: number;
	unsigned: UnsignedRecords | null;
	signedHead: SignedHead | null;
}

interface Demands {
	/** The public key that must have signed every head, of which there must be one. */
	readonly key?: string;
	readonly noted?: NotedHead | undefined;
}

/**
 * Verifies an export without the control plane, in two readings of the file and with little memory: each record's hash, that every
 * signed head is one of a record, and the signatures. Without `key`, each head must be signed by the key it names, and a file without
 * heads is taken for what its hashes prove alone.
 * @throws CliFailure when the file cannot be read.
 */
export async function verifyExport(
	file: string,
	demands: Demands = {},
): Promise<ExportVerification> {
	const walk: Walk = {
		last: { seq: 0, hash: "0".repeat(64) },
		withheld: 0,
		unsigned: null,
		signedHead: null,
	};
	try {
		await walkFile(file, walk, demands);
		checkEnd(walk, demands);
	} catch (error) {
		if (!(error instanceof Broken)) throw error;
		return { ok: false, records: walk.last.seq, reason: error.message };
	}
	const { last, withheld, signedHead, unsigned } = walk;
	const head = { seq: last.seq, hash: last.hash };
	return { ok: true, records: last.seq, withheld, head, signedHead, unsigned };
}

/** Walks along the records, and stops at each of which there is a head. */
async function walkFile(
	file: string,
	walk: Walk,
	demands: Demands,
): Promise<void> {
	const records = recordsOf(file, walk);
	try {
		for await (const head of headsOf(file)) {
			await walkTo(head.seq, records, walk, demands.noted);
			checkHead(head, walk.last, demands.key);
			walk.signedHead = head;
			walk.unsigned = null;
		}
		await walkTo(Number.POSITIVE_INFINITY, records, walk, demands.noted);
	} finally {
		await records.return(undefined);
	}
}

/** Walks to the record of that number, or to the end. */
async function walkTo(
	seq: number,
	records: AsyncGenerator<ProvedRecord>,
	walk: Walk,
	noted: NotedHead | undefined,
): Promise<void> {
	while (walk.last.seq < seq) {
		const { done, value } = await records.next();
		if (done) return;
		walk.last = value;
		if (value.isWithheld) walk.withheld += 1;
		const { records: count = 0, since = value.at } = walk.unsigned ?? {};
		walk.unsigned = { records: count + 1, since };
		if (value.seq === noted?.seq && value.hash !== noted.hash)
			throw new Broken(`record ${value.seq} is not the one that was noted`);
	}
}

function checkEnd(walk: Walk, { key, noted }: Demands): void {
	const { last } = walk;
	if (last.seq === 0)
		throw new Broken("the file holds no record of an audit export");
	if (noted && noted.seq > last.seq)
		throw new Broken(
			`the chain ends at record ${last.seq}, before the noted head ${noted.seq}`,
		);
	if (noted?.seq === 0 && noted.hash !== "0".repeat(64))
		throw new Broken("the noted head 0 is not the start of a chain");
	if (key !== undefined && walk.signedHead === null)
		throw new Broken(
			"the file holds no signed head, so nothing in it proves that the holder of the given key knew these records. Export the whole chain, as JSON lines and without filters, from a control plane that signs heads",
		);
}

function checkHead(
	head: SignedHead,
	at: NotedHead & Partial<ProvedRecord>,
	key: string | undefined,
): void {
	if (
		at.seq !== head.seq ||
		at.hash !== head.hash ||
		at.organisationId !== head.organisationId
	)
		throw new Broken(
			`the chain does not contain the head ${head.seq} that was signed at ${head.at}`,
		);
	if (key !== undefined && head.publicKey !== key)
		throw new Broken(`head ${head.seq} was signed with another key`);
	if (!isSigned(head))
		throw new Broken(`the signature of head ${head.seq} is wrong`);
}

async function* recordsOf(
	file: string,
	{ last: start }: Walk,
): AsyncGenerator<ProvedRecord> {
	let before: Walk["last"] = start;
	try {
		for await (const line of exportLines(file)) {
			if (isHeadLine(line)) return;
			const next = proveRecord(before, line);
			if (typeof next === "string") throw new Broken(next);
			yield next;
			before = next;
		}
	} catch (error) {
		if (!(error instanceof LineUnreadable)) throw error;
		throw new Broken(`record ${before.seq + 1} ${error.message}`);
	}
}

async function* headsOf(file: string): AsyncGenerator<SignedHead> {
	let count = 0;
	try {
		for await (const line of exportLines(file)) {
			const head = isHeadLine(line) ? headOf(line) : undefined;
			if (head) {
				count += 1;
				yield head;
			} else if (isHeadLine(line))
				throw new Broken("a signed head cannot be read");
			else if (count > 0)
				throw new Broken(
					"a record stands behind the signed heads, where an export has none",
				);
		}
	} catch (error) {
		if (!(error instanceof LineUnreadable)) throw error;
		// Whoever reads the records comes to the same line, and knows its number.
		if (count > 0) throw new Broken(`a signed head ${error.message}`);
	}
}

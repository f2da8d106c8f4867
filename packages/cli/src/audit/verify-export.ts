import { createHash, createPublicKey, verify } from "node:crypto";
import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import { CliFailure } from "../cli-failure.ts";
import { exitCodes } from "../exit-codes.ts";
import type { NotedHead } from "./noted-head.ts";

interface SignedHead extends NotedHead {
	readonly organisationId: string;
	readonly at: string;
	readonly publicKey: string;
	readonly signature: string;
}

/** What an exported chain proved to be. */
export type ExportVerification =
	| {
			readonly ok: true;
			readonly records: number;
			/** Records whose words the exporter could not see: their place is proved, their content is not. */
			readonly withheld: number;
			readonly head: NotedHead;
			/** The newest; null when the file holds none. */
			readonly signedHead: SignedHead | null;
	  }
	| { readonly ok: false; readonly records: number; readonly reason: string };

/** A reason why a chain is not as it was written. */
class Broken extends Error {}

/**
 * Verifies an export without the control plane, in two readings of the file and with little memory: each record's hash, that every
 * signed head is one of a record, and the signatures. Without `key`, each head must be signed by the key it names.
 * @throws CliFailure when the file cannot be read.
 */
export async function verifyExport(
	file: string,
	options: {
		readonly key?: string;
		readonly noted?: NotedHead | undefined;
	} = {},
): Promise<ExportVerification> {
	const { key, noted } = options;
	const records = recordsOf(file);
	let last: NotedHead = { seq: 0, hash: "0".repeat(64) };
	let signedHead: SignedHead | null = null;
	let withheld = 0;

	/** Walks to the record of that number, or to the end. */
	async function walkTo(seq: number): Promise<void> {
		while (last.seq < seq) {
			const { done, value } = await records.next();
			if (done) return;
			const next = nextOf(last, value);
			last = { seq: next.seq, hash: next.hash };
			if (next.isWithheld) withheld += 1;
			if (last.seq === noted?.seq && last.hash !== noted.hash)
				throw new Broken(`record ${last.seq} is not the one that was noted`);
		}
	}
	try {
		for await (const head of headsOf(file)) {
			await walkTo(head.seq);
			checkHead(head, last, key);
			signedHead = head;
		}
		await walkTo(Number.POSITIVE_INFINITY);
		if (last.seq === 0)
			throw new Broken("the file holds no record of an audit export");
		if (noted && noted.seq > last.seq)
			throw new Broken(
				`the chain ends at record ${last.seq}, before the noted head ${noted.seq}`,
			);
		return { ok: true, records: last.seq, withheld, head: last, signedHead };
	} catch (error) {
		if (!(error instanceof Broken)) throw error;
		return { ok: false, records: last.seq, reason: error.message };
	} finally {
		await records.return(undefined);
	}
}

function nextOf(
	before: NotedHead,
	line: string,
): NotedHead & { readonly isWithheld: boolean } {
	const { hash, previousHash, withheld, ...fields } = parse(
		line,
		before.seq + 1,
	);
	const isWithheld = withheld !== undefined && typeof hash === "string";
	const { seq } = fields;
	if (seq !== before.seq + 1)
		throw new Broken(
			before.seq === 0
				? "it does not begin with record 1: only an export without filters can be verified"
				: `record ${before.seq + 1} is missing`,
		);
	const computed = createHash("sha256")
		.update(before.hash)
		.update(canonical(fields))
		.digest("hex");
	const expected = isWithheld ? hash : computed;
	if (previousHash !== before.hash || hash !== expected)
		throw new Broken(`record ${seq} was altered`);
	return { seq, hash: expected, isWithheld };
}

function checkHead(
	head: SignedHead,
	at: NotedHead,
	key: string | undefined,
): void {
	if (at.seq !== head.seq || at.hash !== head.hash)
		throw new Broken(
			`the chain does not contain the head ${head.seq} that was signed at ${head.at}`,
		);
	if (key !== undefined && head.publicKey !== key)
		throw new Broken(`head ${head.seq} was signed with another key`);
	if (!isSigned(head))
		throw new Broken(`the signature of head ${head.seq} is wrong`);
}

/** What stands before the 32 bytes of an Ed25519 key in SPKI. */
const keyPrefix = Buffer.from("302a300506032b6570032100", "hex");

function isSigned(head: SignedHead): boolean {
	const { organisationId, seq, hash, at, publicKey, signature } = head;
	const raw = Buffer.from(String(publicKey), "base64url");
	if (raw.length !== 32) return false;
	return verify(
		null,
		Buffer.from(
			`quarterdeck audit head 1\n${canonical({ organisationId, seq, hash, at })}`,
		),
		createPublicKey({
			key: Buffer.concat([keyPrefix, raw]),
			format: "der",
			type: "spki",
		}),
		Buffer.from(String(signature), "base64url"),
	);
}

/** Records and heads are flat: only their own keys are sorted. */
function canonical(fields: Readonly<Record<string, unknown>>): string {
	const sorted = Object.entries(fields).sort(([a], [b]) => (a < b ? -1 : 1));
	return JSON.stringify(Object.fromEntries(sorted));
}

const headStart = '{"signedHead":';

async function* recordsOf(file: string): AsyncGenerator<string> {
	for await (const line of linesOf(file)) {
		if (line.startsWith(headStart)) return;
		if (line !== "") yield line;
	}
}

async function* headsOf(file: string): AsyncGenerator<SignedHead> {
	for await (const line of linesOf(file))
		if (line.startsWith(headStart))
			yield parse(line, undefined).signedHead as unknown as SignedHead;
}

async function* linesOf(file: string): AsyncGenerator<string> {
	const input = createReadStream(file);
	try {
		yield* createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY });
	} catch (cause) {
		const reason = cause instanceof Error ? cause.message : String(cause);
		throw new CliFailure(`Cannot read ${file}: ${reason}`, {
			exitCode: exitCodes.usage,
			cause,
		});
	} finally {
		input.destroy();
	}
}

interface Line extends Readonly<Record<string, unknown>> {
	readonly seq: number;
}

function parse(line: string, seq: number | undefined): Line {
	try {
		const value = JSON.parse(line);
		if (typeof value === "object" && value !== null) return value;
	} catch {
		// Told below, like every other line that is none of an export.
	}
	throw new Broken(
		seq === undefined
			? "a signed head cannot be read"
			: `record ${seq} cannot be read; only JSON lines can be verified`,
	);
}

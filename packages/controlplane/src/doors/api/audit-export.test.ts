import assert from "node:assert/strict";
import { createHash, createPublicKey, verify } from "node:crypto";
import { describe, test } from "node:test";
import { until } from "@quarterdeck/testkit";
import fc from "fast-check";
import { askApi } from "./ask-api.fixture.ts";
import { csvCell } from "./audit-export-formats.ts";
import { stageApi } from "./stage-api.fixture.ts";

type Staged = Awaited<ReturnType<typeof stageApi>>;

function get(
	{ url, token }: Pick<Staged, "url" | "token">,
	query: string,
	init: RequestInit = {},
): Promise<Response> {
	return fetch(`${url}/audit/export${query}`, {
		...init,
		headers: { authorization: `Bearer ${token}` },
	});
}

/** So many records, in one transaction. */
async function write(staged: Staged, count: number): Promise<void> {
	const { actor, organisation } = staged.signedIn;
	await staged.deps.transact(async (tx) => {
		for (let n = 0; n < count; n++)
			await staged.audit.recordEvent(tx, {
				organisationId: organisation.id,
				code: "cluster.added",
				who: { kind: "person", ...actor },
				outcome: "succeeded",
				clusters: [{ name: "eu" }, { name: "us" }],
				facts: { n, text: `=HYPERLINK("https://evil.example";"x")\n${n}` },
			});
	});
}

/** As a stranger would, with nothing of ours: what is written beside the format. */
function hashOf(line: string): { hash: string; expected: string } {
	const { previousHash, hash, ...fields } = JSON.parse(line);
	const keys = Object.keys(fields).sort();
	const canonical = JSON.stringify(
		Object.fromEntries(keys.map((key) => [key, fields[key]])),
	);
	const sum = createHash("sha256").update(previousHash).update(canonical);
	return { hash, expected: sum.digest("hex") };
}

/** As a stranger would, with the public key and nothing else of ours. */
function isSigned(head: Readonly<Record<string, unknown>>): boolean {
	const { at, hash, organisationId, seq, publicKey, signature } = head;
	const text = JSON.stringify({ at, hash, organisationId, seq });
	const key = createPublicKey({
		key: { kty: "OKP", crv: "Ed25519", x: String(publicKey) },
		format: "jwk",
	});
	return verify(
		null,
		Buffer.from(`quarterdeck audit head 1\n${text}`),
		key,
		Buffer.from(String(signature), "base64url"),
	);
}

/** A CSV file's cells, as RFC 4180 has them. */
function parseCsv(text: string): string[][] {
	const cell = /("(?:[^"]|"")*"|[^",\r\n]*)(,|\r\n)/gy;
	const rows: string[][] = [[]];
	for (const [, raw = "", end] of text.matchAll(cell)) {
		const value = raw.startsWith('"')
			? raw.slice(1, -1).replaceAll('""', '"')
			: raw;
		rows.at(-1)?.push(value);
		if (end === "\r\n") rows.push([]);
	}
	assert.deepEqual(rows.pop(), [], "every row ends");
	return rows;
}

describe("who asks for the audit as a file", () => {
	test("is refused when they are nobody, or ask for what there is not", async (t) => {
		const staged = await stageApi(t);
		const stranger = await get({ url: staged.url, token: "qda_x" }, "");
		assert.equal(stranger.status, 401);
		for (const query of [
			"?format=xml",
			"?code=no.such",
			"?outcome=no",
			"?since=yesterday",
			"?organization=org_x",
			"?person=a&persn=b",
			`?text=${"x".repeat(201)}`,
		]) {
			const { status } = await get(staged, query);
			assert.equal(status, 400, query);
		}
		const listed = await askApi(
			staged,
			'{ auditRecords(filter: { code: "audit.exported" }) { edges { cursor } } }',
		);
		assert.deepEqual(listed.data, { auditRecords: { edges: [] } });
	});

	test("gets every record letter for letter, so that the chain is verified without us", async (t) => {
		const staged = await stageApi(t);
		await write(staged, 4500);
		const response = await get(staged, "");
		assert.equal(response.status, 200);
		assert.match(
			response.headers.get("content-type") ?? "",
			/^application\/jsonl/,
		);
		assert.match(
			response.headers.get("content-disposition") ?? "",
			/^attachment; filename="audit-org_[0-9a-z]+-\d{4}-\d\d-\d\d\.jsonl"$/,
		);
		const lines = (await response.text())
			.trimEnd()
			.split("\n")
			.filter((line) => !line.startsWith('{"signedHead":'));
		let before = "0".repeat(64);
		for (const [i, line] of lines.entries()) {
			const entry = JSON.parse(line);
			assert.equal(entry.seq, i + 1);
			assert.equal(entry.previousHash, before);
			const { hash, expected } = hashOf(line);
			assert.equal(hash, expected);
			before = hash;
		}
		const last = JSON.parse(lines.at(-1) ?? "");
		assert.equal(last.code, "audit.exported");
		assert.deepEqual(JSON.parse(last.facts), { format: "jsonl" });
		assert.equal(last.whoEmail, "ana@example.com");
		const verified = await staged.audit.verifyChain(staged.organisation.id);
		assert.deepEqual(verified.ok && verified.head, {
			seq: last.seq,
			hash: last.hash,
			at: last.at,
		});
	});

	test("gets the signed heads behind the records of a whole chain, its last record among them", async (t) => {
		const staged = await stageApi(t);
		await write(staged, 2);
		await staged.audit.signHeads({ organisationId: staged.organisation.id });
		await write(staged, 1);
		const text = await (await get(staged, "")).text();
		const lines = text
			.trimEnd()
			.split("\n")
			.map((line) => JSON.parse(line));
		const heads = lines.flatMap((line) => line.signedHead ?? []);
		const records = lines.filter((line) => line.hash !== undefined);
		assert.deepEqual(lines.slice(0, records.length), records);
		assert.equal(heads.length, 2);
		for (const head of heads) {
			assert.equal(head.hash, records[head.seq - 1]?.hash);
			assert.equal(head.publicKey, staged.audit.headKey);
			assert.ok(isSigned(head), "whoever has the key can tell");
		}
		assert.equal(heads[1]?.seq, records.length);
		const some = await (await get(staged, "?cluster=us")).text();
		assert.doesNotMatch(some, /signedHead/);
	});

	test("gets a table for spreadsheets in which nothing is a formula", async (t) => {
		const staged = await stageApi(t);
		await write(staged, 3);
		const response = await get(
			staged,
			"?format=csv&cluster=us&person=ANA%40example.com&code=&since=2020-01-01T00:00:00Z",
		);
		assert.match(response.headers.get("content-type") ?? "", /^text\/csv/);
		const [head = [], ...rows] = parseCsv(await response.text());
		assert.equal(rows.length, 3);
		const column = (name: string) => rows.map((row) => row[head.indexOf(name)]);
		assert.deepEqual(column("clusterNames"), ["eu us", "eu us", "eu us"]);
		assert.deepEqual(
			column("facts").map((facts) => JSON.parse(facts ?? "").n),
			[0, 1, 2],
		);
		const told = await askApi(
			staged,
			"{ auditRecords(first: 1) { edges { node { code facts } } } }",
		);
		assert.deepEqual(told.data?.auditRecords, {
			edges: [
				{
					node: {
						code: "audit.exported",
						facts: {
							format: "csv",
							clusterName: "us",
							email: "ANA@example.com",
							from: "2020-01-01T00:00:00.000Z",
						},
					},
				},
			],
		});
	});

	test("is told what would come, without it being read or noted", async (t) => {
		const staged = await stageApi(t);
		const response = await get(staged, "?format=csv", { method: "HEAD" });
		assert.equal(response.status, 200);
		assert.match(response.headers.get("content-type") ?? "", /^text\/csv/);
		assert.equal(await response.text(), "");
		const page = await staged.audit.listRecords(
			staged.organisation.id,
			{ code: "audit.exported" },
			{ first: 1 },
		);
		assert.deepEqual(page.items, []);
	});

	test("ends the reading by leaving, and it goes no faster than they take it", async (t) => {
		const staged = await stageApi(t);
		const { audit } = staged;
		const [sample] = await fullBatch(staged);
		assert.ok(sample);
		let asked = 0;
		let isAborted = () => false;
		audit.exportRecords = async ({ signal }) => {
			isAborted = () => signal.aborted;
			return (async function* () {
				for (; !signal.aborted; asked++)
					yield Array.from({ length: 1000 }, () => sample);
			})();
		};
		const leaving = new AbortController();
		const { signal } = leaving;
		const response = await get(staged, "", { signal });
		const reader = response.body?.getReader();
		await reader?.read();
		// What the two ends of a connection hold is bounded: it stands still although there is no end of records.
		let before = -1;
		await until(async () => {
			const stands = asked === before;
			before = asked;
			return stands;
		});
		assert.ok(asked < 200, `${asked} batches were read ahead`);
		leaving.abort();
		await until(() => isAborted());
		await until(() => staged.openSubscriptions() === 0);
	});

	test("gets a file that is cut off, and not one that looks whole, when they are signed out or it fails", async (t) => {
		const staged = await stageApi(t);
		const [sample] = await fullBatch(staged);
		assert.ok(sample);
		staged.audit.exportRecords = async () =>
			(async function* () {
				yield [sample];
				throw new Error("the database went away");
			})();
		const response = await get(staged, "");
		assert.equal(response.status, 200);
		await assert.rejects(response.text());
	});
});

async function fullBatch(staged: Staged) {
	await write(staged, 1);
	const { actor, organisation } = staged.signedIn;
	const batches = await staged.audit.exportRecords({
		organisationId: organisation.id,
		who: { kind: "person", ...actor },
		filter: {},
		format: "jsonl",
		signal: new AbortController().signal,
	});
	const { value } = await batches.next();
	return value ?? [];
}

test("a cell is read back as it was, or as text that is no formula", () => {
	fc.assert(
		fc.property(
			fc.string({
				unit: fc.constantFrom(..."=+-@\uff1d\uff20\t\r\n\",;'a ü".split("")),
				maxLength: 8,
			}),
			(text) => {
				const [[read] = []] = parseCsv(`${csvCell(text)},x\r\n`);
				const sign = text.trimStart().charAt(0) || "none";
				const isFormula =
					text !== "" &&
					("=+-@\uff1d\uff20".includes(sign) ||
						"\t\r\n".includes(text.charAt(0)));
				assert.equal(read, isFormula ? `'${text}` : text);
			},
		),
	);
	assert.equal(csvCell(null), "");
	assert.equal(csvCell(-1), "-1");
	assert.equal(csvCell(["=a", "b"]), "'=a b");
	assert.equal(csvCell(" \uff1da"), "' \uff1da");
});

import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { tempDir } from "@quarterdeck/testkit";
import { exportedChain } from "./exported-chain.fixture.ts";
import { verifyExport } from "./verify-export.ts";

function written(t: TestContext, lines: readonly string[]): string {
	const file = join(tempDir(t), "audit.jsonl");
	writeFileSync(file, `${lines.join("\n")}\n`);
	return file;
}

test("a whole export is verified with its heads, by the key that is named", async (t) => {
	const { key, lines, hashes, headLine } = exportedChain(5);
	const file = written(t, [...lines, headLine(2), headLine(5)]);
	const noted = { seq: 3, hash: hashes[3] ?? "" };
	const result = await verifyExport(file, { key, noted });
	assert.ok(result.ok, JSON.stringify(result));
	assert.equal(result.records, 5);
	assert.deepEqual(result.head, { seq: 5, hash: hashes[5] });
	assert.equal(result.signedHead?.seq, 5);
	const other = await verifyExport(file, { key: exportedChain(0).key });
	assert.match(other.ok ? "" : other.reason, /signed with another key/);
});

test("what is not as it was written is told", async (t) => {
	const { lines, hashes, headLine } = exportedChain(4);
	const [first = "", second = "", third = "", fourth = ""] = lines;
	const cases: [RegExp, string[]][] = [
		[/record 2 was altered/, [first, second.replace("eu", "us"), third]],
		[/record 2 is missing/, [first, third]],
		[/does not begin with record 1/, [second, third]],
		[/record 2 cannot be read/, [first, "{", third]],
		[/holds no record/, []],
		[/does not contain the head 4/, [first, second, third, headLine(4)]],
		[/does not contain the head 3/, [...lines, headLine(3, hashes[2])]],
		[
			/the signature of head 4 is wrong/,
			[...lines, headLine(4).replace("03:04:05", "03:04:06")],
		],
		[/a signed head cannot be read/, [...lines, '{"signedHead":']],
	];
	for (const [reason, content] of cases) {
		const result = await verifyExport(written(t, content));
		assert.match(result.ok ? "it was accepted" : result.reason, reason);
	}
	assert.ok(fourth);
});

test("a record without its words is linked, and counted", async (t) => {
	const { lines, hashes, headLine } = exportedChain(3);
	const words = (line = "") =>
		line.replace(/"facts":"[^}]*}"/, '"facts":null,"withheld":["facts"]');
	const [first = "", second, third = ""] = lines;
	const result = await verifyExport(
		written(t, [first, words(second), third, headLine(3)]),
	);
	assert.deepEqual(result.ok && [result.withheld, result.head], [
		1,
		{ seq: 3, hash: hashes[3] },
	]);
	const other = words(second).replace(hashes[2] ?? "", "a".repeat(64));
	const broken = await verifyExport(written(t, [first, other, third]));
	assert.match(broken.ok ? "" : broken.reason, /record 3 was altered/);
});

test("a noted head that the export does not contain is told", async (t) => {
	const { lines, hashes } = exportedChain(4);
	const file = written(t, lines.slice(0, 3));
	const cut = await verifyExport(file, {
		noted: { seq: 4, hash: hashes[4] ?? "" },
	});
	assert.match(cut.ok ? "" : cut.reason, /ends at record 3, before .* head 4/);
	const rewritten = await verifyExport(file, {
		noted: { seq: 2, hash: hashes[1] ?? "" },
	});
	assert.match(rewritten.ok ? "" : rewritten.reason, /record 2 is not the one/);
});

test("a file that cannot be read is a usage error", async () => {
	await assert.rejects(verifyExport("/nowhere/audit.jsonl"), {
		message: /Cannot read .*ENOENT/,
		exitCode: 2,
	});
});

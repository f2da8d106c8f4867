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
		[/record 5 cannot be read/, [...lines, '{"signedHead":']],
		[/a signed head cannot be read/, [...lines, '{"signedHead":{"seq":4}}']],
		[
			/a signed head cannot be read/,
			[...lines, headLine(4).replace("}}", '},"zz":1}')],
		],
		[
			/a record stands behind the signed heads/,
			[first, second, third, headLine(3), fourth],
		],
	];
	for (const [reason, content] of cases) {
		const result = await verifyExport(written(t, content));
		assert.match(result.ok ? "it was accepted" : result.reason, reason);
	}
	assert.ok(fourth);
});

test("a record without its words is proved by their digest, and counted", async (t) => {
	const { lines, withheld, hashes, headLine } = exportedChain(4);
	const [first = "", second = "", third = ""] = lines;
	const hidden = withheld[2] ?? "";
	const rest = [...lines.slice(3), headLine(4)];
	const result = await verifyExport(
		written(t, [first, second, hidden, ...rest]),
	);
	assert.deepEqual(result.ok && [result.withheld, result.head], [
		1,
		{ seq: 4, hash: hashes[4] },
	]);
	const before = [first, second];
	const digest = /"factsDigest":"[0-9a-f]{64}",/;
	const cases: [RegExp, string[]][] = [
		[/record 3 was altered/, [...before, hidden.replace("eu", "us"), ...rest]],
		[/record 3 was altered/, [...before, third.replace(":3}", ":4}"), ...rest]],
		[
			/record 3 was exported without its words, and without the digest/,
			[...before, hidden.replace(digest, ""), ...rest],
		],
		[
			/record 2 \(command.run\) was said in no channel/,
			[first, withheld[1] ?? "", third, ...rest],
		],
		[
			/record 3 withholds something other than its words/,
			[...before, hidden.replace('["facts"]}', '["code"]}'), ...rest],
		],
		[
			/record 3 withholds something other than its words/,
			[
				...before,
				hidden.replace('"facts":null', String.raw`"facts":"{\"n\":9}"`),
				...rest,
			],
		],
		[
			/record 2 has no facts/,
			[first, second.replace(/"facts":"[^,]*",/, ""), third],
		],
		[
			/record 3 has a factsSalt that no record has/,
			[...before, third.replace('"factsSalt":"01', '"factsSalt":"'), ...rest],
		],
	];
	for (const [reason, content] of cases) {
		const broken = await verifyExport(written(t, content));
		assert.match(broken.ok ? "it was accepted" : broken.reason, reason);
	}
});

test("a line that others could read otherwise is refused", async (t) => {
	const { lines, headLine } = exportedChain(3);
	const [first = "", second = "", third = ""] = lines;
	const doubled = second.replace('"code":', '"code":"command.lost","code":');
	for (const line of [
		doubled,
		second.replace('"seq":2', '"seq":2.0'),
		second.replace('"seq":', '"seq": '),
		`\ufeff${second}`,
	]) {
		const result = await verifyExport(written(t, [first, line, third]));
		assert.match(
			result.ok ? "accepted" : result.reason,
			/^record 2 (is not written as|cannot be read)/,
		);
	}
	const head = headLine(3).replace('"seq":3', '"seq":2,"seq":3');
	const result = await verifyExport(written(t, [...lines, headLine(2), head]));
	assert.match(result.ok ? "accepted" : result.reason, /^a signed head is not/);
});

test("a file without ends of lines is given up, not kept in memory", async () => {
	const result = await verifyExport("/dev/zero");
	assert.match(
		result.ok ? "accepted" : result.reason,
		/^record 1 is longer than 16 MiB/,
	);
});

test("a line is split by a line feed alone: other ends of lines may stand in what was typed", async (t) => {
	const { lines } = exportedChain(1);
	const [line = ""] = lines;
	const result = await verifyExport(
		written(t, [line.replace("eu", "e\u2028u")]),
	);
	assert.match(result.ok ? "accepted" : result.reason, /record 1 was altered/);
});

test("with a key there must be a signed head, and what none covers is counted", async (t) => {
	const { key, lines, headLine } = exportedChain(5);
	const none = await verifyExport(written(t, lines), { key });
	assert.match(none.ok ? "accepted" : none.reason, /holds no signed head/);
	const keyless = await verifyExport(written(t, lines));
	assert.deepEqual(keyless.ok && keyless.unsigned, {
		records: 5,
		since: "2026-01-02T03:04:01.000000Z",
	});
	const tail = await verifyExport(written(t, [...lines, headLine(3)]), { key });
	assert.deepEqual(tail.ok && tail.unsigned, {
		records: 2,
		since: "2026-01-02T03:04:04.000000Z",
	});
	const whole = await verifyExport(written(t, [...lines, headLine(5)]), {
		key,
	});
	assert.equal(whole.ok && whole.unsigned, null);
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
	const other = await verifyExport(file, {
		noted: { seq: 0, hash: hashes[1] ?? "" },
	});
	assert.match(other.ok ? "" : other.reason, /head 0 is not the start/);
});

test("a file that cannot be read is a usage error", async () => {
	await assert.rejects(verifyExport("/nowhere/audit.jsonl"), {
		message: /Cannot read .*ENOENT/,
		exitCode: 2,
	});
});

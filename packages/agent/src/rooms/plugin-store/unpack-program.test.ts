import assert from "node:assert/strict";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { gzipSync } from "node:zlib";
import { tempDir } from "@quarterdeck/testkit";
import { type TestEntry, tarGz, zip } from "./plugin-server.fixture.ts";
import { type Unpacking, unpackProgram } from "./unpack-program.ts";

async function unpack(
	t: TestContext,
	bytes: Uint8Array,
	options: Partial<Unpacking> & Pick<Unpacking, "kind">,
): Promise<string> {
	const folder = tempDir(t);
	const archive = join(folder, "archive");
	const target = join(folder, "program");
	writeFileSync(archive, bytes);
	try {
		await unpackProgram({
			archive,
			target,
			names: ["tool"],
			subfolder: "",
			maxBytes: 1_048_576,
			signal: new AbortController().signal,
			...options,
		});
		return readFileSync(target, "utf8");
	} finally {
		assert.deepEqual(readdirSync(folder).sort(), ["archive", "program"]);
	}
}

const both = (entries: readonly TestEntry[]) =>
	[
		["tar.gz", tarGz(entries)],
		["zip", zip(entries)],
	] as const;

test("names that climb out of the archive make it refused, whatever else is in it", async (t) => {
	for (const name of [
		"../tool",
		"a/../../tool",
		"/etc/tool",
		"a\\..\\..\\b",
		"C:tool",
	])
		for (const [kind, bytes] of both([
			{ name: "tool", content: "good" },
			{ name, content: "evil" },
		]))
			await assert.rejects(
				unpack(t, bytes, { kind }),
				/names a file outside of itself/,
				`${kind} ${name}`,
			);
});

test("links are no programs, and nothing is written through them", async (t) => {
	const links = tarGz([
		{ name: "tool", kind: "2" },
		{ name: "tool", kind: "1" },
		{ name: "sub/tool", content: "the file", mode: 0o755 },
	]);
	assert.equal(await unpack(t, links, { kind: "tar.gz" }), "the file");
	const zipped = zip([
		{ name: "tool", content: "/etc/passwd", mode: 0o120777 },
		{ name: "sub/tool", content: "the file" },
	]);
	assert.equal(await unpack(t, zipped, { kind: "zip" }), "the file");
	const none = tarGz([{ name: "tool", kind: "2" }]);
	await assert.rejects(
		unpack(t, none, { kind: "tar.gz" }),
		/the archive has no program/,
	);
});

test("what unfolds to more than it may is given up on the way", async (t) => {
	const zeros = Buffer.alloc(4_194_304);
	for (const [kind, bytes] of [
		["gz", gzipSync(zeros)],
		["tar.gz", tarGz([{ name: "tool", content: zeros }])],
		["zip", zip([{ name: "tool", content: zeros }])],
	] as const)
		await assert.rejects(
			unpack(t, bytes, { kind }),
			/is larger than 1 MiB/,
			kind,
		);
	const many = tarGz(
		Array.from({ length: 10_001 }, (_, i) => ({ name: `f${i}` })),
	);
	await assert.rejects(
		unpack(t, many, { kind: "tar.gz" }),
		/more than 10000 entries/,
	);
});

test("archives that are broken or end early are said to be", async (t) => {
	const good = tarGz([
		{ name: "tool", content: "x".repeat(2000), mode: 0o755 },
	]);
	for (const [kind, bytes] of [
		["tar.gz", good.subarray(0, good.length - 12)],
		["tar.gz", gzipSync(Buffer.alloc(1024, 1))],
		["tar.gz", Buffer.from("not an archive")],
		["gz", Buffer.from("not an archive")],
		["zip", Buffer.from("not an archive, and long enough to be one")],
		["zip", zip([{ name: "tool", content: "x" }]).fill(9, 0, 4)],
	] as const)
		await assert.rejects(
			unpack(t, bytes, { kind }),
			/the archive (is broken|ends too early)/,
			kind,
		);
});

test("of several files the one by name is taken, else an executable one, and never a text", async (t) => {
	const texts = [
		{ name: "LICENSE", content: "no" },
		{ name: ".hidden", content: "no", mode: 0o755 },
		{ name: "README.md", content: "no" },
	];
	for (const [more, expected] of [
		[
			[
				{ name: "deep/down/tool", content: "named" },
				{ name: "run", content: "no", mode: 0o100755 },
			],
			"named",
		],
		[
			[
				{ name: "plain", content: "no" },
				{ name: "run-v1.2", content: "executable", mode: 0o100755 },
			],
			"executable",
		],
		[[{ name: "plain", content: "plain" }], "plain"],
		[[{ name: "tool.exe", content: "windows" }], "windows"],
	] as const)
		for (const [kind, bytes] of both([...texts, ...more]))
			assert.equal(await unpack(t, bytes, { kind }), expected);
	for (const [kind, bytes] of both(texts))
		await assert.rejects(unpack(t, bytes, { kind }), /has no program/);
	const [, inFolder] = both([
		{ name: "a/x", content: "a" },
		{ name: "b/x", content: "b" },
	])[0];
	assert.equal(
		await unpack(t, inFolder, { kind: "tar.gz", subfolder: "b" }),
		"b",
	);
	assert.equal(
		await unpack(t, inFolder, { kind: "tar.gz", subfolder: "b/x" }),
		"b",
	);
	await assert.rejects(
		unpack(t, inFolder, { kind: "tar.gz", subfolder: "c" }),
		/has no program in c/,
	);
});

test("long names of GNU and POSIX count", async (t) => {
	const long = `${"d/".repeat(80)}tool`;
	const pax = ` path=${long}\n`;
	const line = `${pax.length + 3}${pax}`;
	for (const before of [
		{ name: "././@LongLink", kind: "L", content: `${long}\0` },
		{ name: "pax", kind: "x", content: line },
	]) {
		const bytes = tarGz([
			before,
			{ name: "short", content: "long", mode: 0o644 },
			{ name: "run", content: "no", mode: 0o755 },
		]);
		assert.equal(await unpack(t, bytes, { kind: "tar.gz" }), "long");
		const climbing = tarGz([
			{ ...before, content: String(before.content).replace("d/d/", "../.") },
			{ name: "short" },
		]);
		await assert.rejects(
			unpack(t, climbing, { kind: "tar.gz" }),
			/outside of itself/,
		);
	}
});

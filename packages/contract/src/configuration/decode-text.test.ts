import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import fc from "fast-check";
import { checkConfiguration } from "./check-configuration.ts";
import { decodeText } from "./decode-text.ts";

const testdata = join(import.meta.dirname, "testdata");
const utf16 = (text: string) => Buffer.from(text, "utf16le");

/** `line:column message` of the one problem there is. */
function told(given: string | Uint8Array): string {
	const { configuration, problems } = checkConfiguration(given);
	assert.equal(configuration, undefined);
	assert.equal(problems.length, 1);
	return problems
		.map(({ line, column, message }) => `${line}:${column} ${message}`)
		.join();
}

describe("a file that is not UTF-8 is refused before it is decoded", () => {
	test("with the byte, its line, and the letter it is elsewhere", () => {
		assert.equal(
			told(readFileSync(join(testdata, "latin-1.yaml"))),
			'2:48 the file is not UTF-8: the byte 0xE9 cannot stand here (it is "é" in ISO 8859-1 and Windows-1252). Save it as UTF-8',
		);
		assert.match(
			told(Buffer.from([0x61, 0x0a, 0x93, 0x62])),
			/^2:1 .* the byte 0x93 .*\(it is "“" in Windows-1252\)/,
		);
		assert.match(
			told(Buffer.concat([Buffer.from("é: ü\nb: "), Buffer.from([0xc3])])),
			/^2:4 .* the byte 0xC3 /,
		);
	});
	test("with the name of UTF-16 and UTF-32, marked or not", () => {
		const yaml = "communications: {}\n";
		const little = utf16(yaml);
		const big = Buffer.from(little).swap16();
		const cases: [Uint8Array, string][] = [
			[utf16(`\uFEFF${yaml}`), "UTF-16 (little-endian)"],
			[Buffer.from(utf16(`\uFEFF${yaml}`)).swap16(), "UTF-16 (big-endian)"],
			[little, "UTF-16 (little-endian)"],
			[big, "UTF-16 (big-endian)"],
			[
				Buffer.from([0xff, 0xfe, 0, 0, 0x61, 0, 0, 0]),
				"UTF-32 (little-endian)",
			],
			[Buffer.from([0, 0, 0xfe, 0xff, 0, 0, 0, 0x61]), "UTF-32 (big-endian)"],
		];
		for (const [bytes, name] of cases)
			assert.equal(
				told(bytes),
				`1:1 the file is ${name}, not UTF-8: save it as UTF-8`,
			);
	});
	test("also as a string that no bytes can carry", () => {
		assert.match(told("a: b\nc: \ud800d\n"), /^2:4 half of a surrogate pair/);
	});
});

test("a sign that stands for unreadable bytes is a warning with its place: some program replaced letters before", () => {
	const { configuration, problems } = checkConfiguration(
		"communications: {a: {console: {channels: {g: {name: g}}}}}\nsettings: {clusterName: caf\uFFFD}\n",
	);
	assert.ok(configuration);
	assert.deepEqual(
		problems.map(({ severity, line, column }) => ({ severity, line, column })),
		[{ severity: "warning", line: 2, column: 28 }],
	);
});

test("UTF-8 is taken as it is, with or without a mark, and any bytes are read or refused, never replaced", () => {
	assert.deepEqual(decodeText(Buffer.from("\uFEFFcafé 😀")), {
		text: "café 😀",
	});
	fc.assert(
		fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
			const read = decodeText(bytes);
			if ("text" in read)
				assert.deepEqual(
					Buffer.from(read.text),
					Buffer.from(bytes).subarray(
						Buffer.from(bytes).indexOf("\uFEFF") === 0 ? 3 : 0,
					),
				);
			else assert.ok(read.line >= 1 && read.column >= 1);
		}),
	);
});

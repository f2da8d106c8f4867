import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { CommandUnreadable, quoteWords, splitWords } from "./split-words.ts";

describe("splitting a command", () => {
	const readings: [string, string[]][] = [
		["", []],
		["  \t\r\n ", []],
		["a  b\tc\nd", ["a", "b", "c", "d"]],
		[`'a b' "c d"`, ["a b", "c d"]],
		[`a'b'"c"d`, ["abcd"]],
		[`'' "" x`, ["", "", "x"]],
		[`'a\\b' "a\\"b" a\\ b`, ["a\\b", 'a"b', "a b"]],
		["a\\tb\\nc", ["a\tb\nc"]],
		[`"it's" 'say "x"'`, ["it's", 'say "x"']],
		["'a|b' \"c;d\" e\\&f '<>' '`'", ["a|b", "c;d", "e&f", "<>", "`"]],
		["$HOME {x} *.go ~ #no", ["$HOME", "{x}", "*.go", "~", "#no"]],
		["ü 🚢", ["ü", "🚢"]],
	];
	for (const [command, words] of readings)
		test(`reads ${JSON.stringify(command)}`, () => {
			assert.deepEqual(splitWords(command), words);
		});

	const refusals: [string, RegExp][] = [
		["get pods | grep x", /\| is not supported/],
		["a; b", /; is not supported/],
		["a && b", /& is not supported/],
		["a > b", /> is not supported/],
		["a 2>&1", /> is not supported/],
		["a < b", /< is not supported/],
		["a `b`", /` is not supported/],
		["a $(b)", /\( is not supported/],
		["a 'b", /quote \('\) is opened and never closed/],
		['a "b', /quote \("\) is opened and never closed/],
		["a 'b\\' c'", /never closed/],
		["a \\", /ends with a backslash/],
		["a '\0'", /zero byte/],
		["a \\\0", /zero byte/],
	];
	for (const [command, message] of refusals)
		test(`refuses ${JSON.stringify(command)}`, () => {
			assert.throws(
				() => splitWords(command),
				(error) => {
					assert.ok(error instanceof CommandUnreadable);
					assert.match(error.message, message);
					return true;
				},
			);
		});

	test("answers any text with words or a refusal, and nothing else", () => {
		fc.assert(
			fc.property(fc.string({ unit: "binary" }), (text) => {
				try {
					for (const word of splitWords(text))
						assert.equal(typeof word, "string");
				} catch (error) {
					assert.ok(error instanceof CommandUnreadable);
				}
			}),
		);
	});
	test("reads what quoteWords wrote", () => {
		fc.assert(
			fc.property(
				fc.array(
					fc.string({
						unit: fc.constantFrom(
							"'",
							'"',
							"\\",
							" ",
							"a",
							"|",
							"`",
							"t",
							"\n",
						),
					}),
				),
				(words) => assert.deepEqual(splitWords(quoteWords(words)), words),
			),
		);
	});
	test("a megabyte is split in one pass", () => {
		assert.equal(splitWords("ab ".repeat(350_000)).length, 350_000);
		assert.equal(
			splitWords(`'${"x".repeat(1_000_000)}'`)[0]?.length,
			1_000_000,
		);
	});
	test("plain words are written as they are", () => {
		assert.equal(
			quoteWords(["kubectl", "get", "pods", "-n=shop", "a b", "it's"]),
			`kubectl get pods -n=shop 'a b' "it's"`,
		);
	});
});

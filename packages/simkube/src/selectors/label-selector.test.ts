import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { StatusError } from "../status-error.ts";
import { labelSelectorFromObject, parseLabelSelector } from "./index.ts";

function refusal(text: string): string {
	try {
		parseLabelSelector(text);
	} catch (error) {
		assert.ok(error instanceof StatusError);
		assert.equal(error.code, 400);
		assert.equal(error.reason, "BadRequest");
		return error.message;
	}
	assert.fail(`${text} was accepted`);
}

describe("a label selector that cannot be read", () => {
	const cases: [string, string][] = [
		["a=((", "unable to parse requirement: found '(', expected: identifier"],
		["(", "found '(', expected: !, identifier, or 'end of string'"],
		["a,", "found '', expected: identifier after ','"],
		[
			"a b",
			"unable to parse requirement: found 'b', expected: in, notin, =, ==, !=, gt, lt",
		],
		["a in b", "unable to parse requirement: found 'b' expected: '('"],
		["a in (b", "unable to parse requirement: found '', expected: ',' or ')'"],
		["a=b c", "found 'c', expected: ',' or 'end of string'"],
		[
			"a>x",
			"unable to parse requirement: values[0]: Invalid value: \"x\": for 'Gt', 'Lt' operators, the value must be an integer",
		],
	];
	for (const [text, message] of cases)
		test(`${text} is refused in the server's words`, () => {
			assert.equal(refusal(text), message);
		});

	test("a bad key and a bad value are named", () => {
		assert.match(
			refusal("-a=b"),
			/^unable to parse requirement: <nil>: Invalid value: "-a": name part must consist of/,
		);
		assert.match(
			refusal("a=-b"),
			/^unable to parse requirement: values\[0\]\[a\]: Invalid value: "-b": a valid label must be an empty string or/,
		);
		assert.match(
			refusal(`a=${"x".repeat(64)}`),
			/must be no more than 63 characters$/,
		);
	});

	test("no text at all makes the parser fail in another way than by a refusal", () => {
		fc.assert(
			fc.property(fc.stringMatching(/^[-a-c=!<>(), \\in/.]*$/), (text) => {
				try {
					parseLabelSelector(text)({ a: "b" });
				} catch (error) {
					assert.ok(error instanceof StatusError);
				}
			}),
		);
	});
});

describe("a label selector", () => {
	const labels = { app: "cart", tier: "backend", weight: "7" };
	const cases: [string, boolean][] = [
		["", true],
		["app=cart", true],
		["app==cart", true],
		["app!=cart", false],
		["zone!=eu", true],
		["tier in (backend,frontend)", true],
		["tier notin (backend, frontend)", false],
		["zone notin (eu)", true],
		["app", true],
		["!app", false],
		["!zone, app = cart", true],
		["zone=", false],
		["weight>6,weight<8", true],
		["weight>7", false],
		["in in (in)", false],
		["constructor", false],
	];
	for (const [text, expected] of cases)
		test(`${text || "the empty text"} ${expected ? "matches" : "does not match"}`, () => {
			assert.equal(parseLabelSelector(text)(labels), expected);
		});

	test("an object without labels fails equality and passes inequality", () => {
		assert.equal(parseLabelSelector("a=b")(undefined), false);
		assert.equal(parseLabelSelector("a!=b")(undefined), true);
	});

	test("a selector object of none selects nothing and an empty one everything", () => {
		assert.equal(labelSelectorFromObject(undefined)(labels), false);
		assert.equal(labelSelectorFromObject({})(labels), true);
	});

	test("labels and expressions of a selector object must all hold", () => {
		const matches = labelSelectorFromObject({
			matchLabels: { app: "cart" },
			matchExpressions: [
				{ key: "tier", operator: "In", values: ["backend"] },
				{ key: "zone", operator: "DoesNotExist" },
			],
		});
		assert.equal(matches(labels), true);
		assert.equal(matches({ ...labels, zone: "eu" }), false);
		assert.throws(
			() =>
				labelSelectorFromObject({
					matchExpressions: [{ key: "a", operator: "Like" }],
				}),
			/"Like" is not a valid label selector operator/,
		);
	});

	test("text and object say the same", () => {
		const word = fc.constantFrom("a", "b", "c");
		fc.assert(
			fc.property(
				fc.dictionary(word, word),
				fc.dictionary(word, word),
				(wanted, actual) => {
					const text = Object.entries(wanted)
						.map(([key, value]) => `${key}=${value}`)
						.join(",");
					assert.equal(
						parseLabelSelector(text)(actual),
						labelSelectorFromObject({ matchLabels: wanted })(actual),
					);
				},
			),
		);
	});
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { goJsonError } from "./go-json-error.ts";

test("text that is no JSON is complained of in Go's words", () => {
	const cases: [text: string, complaint: string][] = [
		["", "unexpected end of JSON input"],
		["not", "invalid character 'o' in literal null (expecting 'u')"],
		["{", "unexpected end of JSON input"],
		["{a", "invalid character 'a' looking for beginning of object key string"],
		['{"a" 1', "invalid character '1' after object key"],
		['{"a":1 2', "invalid character '2' after object key:value pair"],
		["[1 2]", "invalid character '2' after array element"],
		["<", "invalid character '<' looking for beginning of value"],
		["{} x", "invalid character 'x' after top-level value"],
	];
	for (const [text, complaint] of cases)
		assert.equal(goJsonError(text), complaint, text);
});

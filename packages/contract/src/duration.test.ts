import assert from "node:assert/strict";
import { test } from "node:test";
import { durationRule, readDuration } from "./duration.ts";

for (const [text, seconds] of [
	["90", 90],
	["90s", 90],
	["5m", 300],
	["1h", 3600],
	["1h30m", 5400],
	["1m30s", 90],
	["2d", 172_800],
	["1w", 604_800],
	["1d12h", 129_600],
	["3550w", 2_147_040_000],
] as const)
	test(`${text} is ${seconds} seconds`, () =>
		assert.equal(readDuration(text), seconds));

for (const text of [
	"",
	"0",
	"0s",
	"s",
	"-1h",
	"-5s",
	"+5s",
	"5 m",
	" 5m",
	"1.5h",
	"1e9d",
	"1e3",
	"5M",
	"5y",
	"5m5",
	"3551w",
	"999999999d",
	"9".repeat(30),
	"soon",
])
	test(`${JSON.stringify(text)} is no duration`, () =>
		assert.equal(readDuration(text), undefined));

test("what the rule shows is taken", () => {
	const shown = durationRule.match(/\b\d+[smhdw]\w*/g) ?? [];
	assert.equal(shown.length, 4);
	for (const text of shown) assert.ok(readDuration(text), text);
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { parseDurationSeconds } from "./parse-duration.ts";

test("durations are read as people write them", () => {
	const known = { "90": 90, "90s": 90, "5m": 300, "1h": 3600, "1m30s": 90 };
	for (const [text, seconds] of Object.entries(known))
		assert.equal(parseDurationSeconds(text), seconds, text);
});

test("anything else is refused with how to write it", () => {
	for (const text of [
		"",
		"s",
		"-5s",
		"5 m",
		"1.5h",
		"5d",
		"1e3",
		"9".repeat(30),
		"5m5",
	])
		assert.throws(
			() => parseDurationSeconds(text),
			/Invalid duration.*90s/,
			text,
		);
});

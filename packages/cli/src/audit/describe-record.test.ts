import assert from "node:assert/strict";
import { test } from "node:test";
import { describeRecord } from "./describe-record.ts";

test("a record is told a line for each thing; long lists are cut and say so", () => {
	const text = describeRecord({
		id: "aud_1",
		seq: 12,
		at: "2026-01-02T03:04:05.678Z",
		code: "command.run",
		outcome: "succeeded",
		person: "ana@example.com",
		subject: "cmd_1",
		clusters: Array.from({ length: 307 }, (_, i) => `shop-${307 - i}`),
		channel: null,
		facts: { words: "kubectl get pods\u001b[2J", empty: "" },
		durationMs: 12.4,
		digest: null,
		ref: null,
		hash: "ab",
	});
	assert.match(text, /^record {5}12\n/);
	assert.match(text, /\nclusters {3}shop-1\n {11}shop-2\n/);
	assert.match(text, / {11}and 287 more; all of them: -o json\n/);
	assert.match(text, /\nduration {3}12 ms\n/);
	assert.match(text, /\nwords {6}kubectl get pods\u241b\[2J\n/);
	assert.doesNotMatch(text, /channel|empty|reference/);
});

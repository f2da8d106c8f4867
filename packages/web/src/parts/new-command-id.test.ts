import assert from "node:assert/strict";
import { test } from "node:test";
import { formatCommandId, knownId } from "./new-command-id.ts";

test("an id has the form of the house and sorts by age", () => {
	const random = new Uint8Array(10).fill(255);
	const early = formatCommandId(1_700_000_000_000, random);
	assert.equal(early, "cmd_01hf7yat00zzzzzzzzzzzzzzzz");
	assert.ok(early < formatCommandId(1_700_000_000_001, new Uint8Array(10)));
	assert.equal(knownId("cmd", early), early);
});

test("too little randomness makes no id", () => {
	assert.throws(() => formatCommandId(0, new Uint8Array(9)), RangeError);
});

test("what an address holds is an id letter for letter or nothing", () => {
	const id = formatCommandId(0, new Uint8Array(10));
	for (const given of [
		undefined,
		7,
		["x"],
		"",
		"cmd_",
		`${id} `,
		id.toUpperCase(),
		`${id}0`,
		id.replace("cmd", "run"),
		id.replace("0", "u"),
		`${id}\n`,
	])
		assert.equal(knownId("cmd", given), undefined, JSON.stringify(given));
});

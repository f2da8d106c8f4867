import assert from "node:assert/strict";
import { test } from "node:test";
import type { Placement } from "./documents.ts";
import { placedInShort, placementWords } from "./placement-words.ts";

const placement = (more: Partial<Placement>): Placement => ({
	door: "console",
	address: "ops",
	outcome: "POSTED",
	at: "2026-01-01T00:00:00.000Z",
	error: null,
	post: null,
	postState: "SENT",
	silence: null,
	...more,
});

test("each outcome says where", () => {
	assert.equal(placementWords(placement({})), "Posted in #ops");
	assert.equal(
		placementWords(placement({ postState: "REFUSED", door: "slack" })),
		"Refused by slack ops",
	);
	assert.equal(
		placementWords(placement({ outcome: "SILENCED" })),
		"Silenced in #ops",
	);
});

test("of several outcomes the loudest is said", () => {
	assert.equal(
		placedInShort([placement({ outcome: "SILENCED" }), placement({})]),
		"posted",
	);
	assert.equal(placedInShort([]), "no channel");
});

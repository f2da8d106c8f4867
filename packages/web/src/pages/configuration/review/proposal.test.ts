import assert from "node:assert/strict";
import { test } from "node:test";
import { isWaiting, stateWords, whyClosed } from "./proposal.ts";

test("a change that nobody can decide any more says why, and what to do", () => {
	assert.match(
		whyClosed({ state: "outdated", base: 4 }) ?? "",
		/version 4, which is no longer in use.*apply it again/,
	);
	assert.match(whyClosed({ state: "expired", base: 4 }) ?? "", /in time/);
	for (const state of ["pending", "approved", "rejected", "withdrawn"])
		assert.equal(whyClosed({ state, base: 4 }), undefined);
});

test("only a pending one waits, and an unknown state is shown as it is", () => {
	assert.ok(isWaiting({ state: "pending" }));
	assert.ok(!isWaiting({ state: "outdated" }));
	assert.equal(stateWords("pending"), "waiting");
	assert.equal(stateWords("parked"), "parked");
});

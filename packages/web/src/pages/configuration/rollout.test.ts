import assert from "node:assert/strict";
import { test } from "node:test";
import { rolloutOf, rolloutWords } from "./rollout.ts";

function cluster(
	name: string,
	configurationVersion: number | null,
	state = "ALIVE",
) {
	return { id: `clu_${name}`, name, state, configurationVersion };
}

test("who has the version or a newer one has taken it", () => {
	const rollout = rolloutOf(
		[cluster("a", 7), cluster("b", 8), cluster("c", 6), cluster("d", null)],
		7,
	);
	assert.equal(
		rolloutWords(rollout, 7),
		"2 of 4 agents have loaded version 7. Waiting for c, d.",
	);
});

test("the silent are told apart from the slow; who never joined or was removed does not count", () => {
	const rollout = rolloutOf(
		[
			cluster("a", 7),
			cluster("b", 6, "LOST"),
			cluster("c", 7, "AWAY"),
			cluster("d", null, "JOINING"),
			cluster("e", 1, "REMOVED"),
		],
		7,
	);
	assert.equal(
		rolloutWords(rollout, 7),
		"1 of 1 agent has loaded version 7. b is offline and will load it after reconnecting.",
	);
});

test("of many names a few are told", () => {
	const many = ["a", "b", "c", "d", "e"].map((name) => cluster(name, 1));
	assert.match(
		rolloutWords(rolloutOf(many, 2), 2),
		/Waiting for a, b, c and 2 more\.$/,
	);
});

test("without a cluster there is nobody to wait for", () => {
	assert.equal(rolloutWords(rolloutOf([], 1), 1), "No cluster has joined yet.");
});

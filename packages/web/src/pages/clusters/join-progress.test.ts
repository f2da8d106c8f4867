import assert from "node:assert/strict";
import { test } from "node:test";
import { type JoinFacts, joinSteps } from "./join-progress.ts";

const waiting: JoinFacts = {
	cluster: {
		state: "JOINING",
		kubernetes: null,
		configurationVersion: null,
		agentEnrolledAt: null,
	},
	replaces: null,
	hasToken: true,
	version: 3,
	hasCommand: false,
};
const joined: JoinFacts = {
	...waiting,
	hasToken: false,
	cluster: {
		state: "ALIVE",
		kubernetes: {
			reachable: true,
			version: "v1.33.0",
			problem: null,
			latencyMs: 4,
			credentialEndsAt: null,
		},
		configurationVersion: 3,
		agentEnrolledAt: "2026-01-02T00:00:00Z",
	},
};
const doneOf = (facts: JoinFacts) =>
	joinSteps(facts).filter(({ done }) => done).length;

test("steps are ticked in their order, from the token to the first command", () => {
	assert.equal(doneOf({ ...waiting, hasToken: false }), 0);
	assert.equal(doneOf(waiting), 1);
	assert.equal(doneOf(joined), 4);
	assert.equal(doneOf({ ...joined, hasCommand: true }), 5);
	assert.equal(doneOf({ ...waiting, hasCommand: true }), 1);
});

test("an agent that is to be replaced ticks nothing", () => {
	const replaces = "2026-01-02T00:00:00Z";
	assert.equal(doneOf({ ...joined, replaces, hasToken: true }), 1);
});

test("a degraded cluster is connected, and says what its API server lacks", () => {
	assert.ok(joined.cluster?.kubernetes);
	const kubernetes = {
		...joined.cluster.kubernetes,
		reachable: false,
		problem: "connection refused",
	};
	const cluster = { ...joined.cluster, state: "DEGRADED", kubernetes } as const;
	const steps = joinSteps({ ...joined, cluster });
	assert.deepEqual(
		steps.map(({ done }) => done),
		[true, true, false, false, false],
	);
	assert.equal(steps[2]?.missing, "connection refused");
});

test("without a configuration it is said what to do", () => {
	const [, , , configuration] = joinSteps({ ...joined, version: 0 });
	assert.equal(configuration?.done, false);
	assert.match(configuration?.missing ?? "", /apply one/);
});

import assert from "node:assert/strict";
import { test } from "node:test";
import type { Heartbeat } from "@quarterdeck/contract";
import { createNewId, systemClock } from "@quarterdeck/runtime";
import { createLiveness } from "./liveness.ts";

const beat: Heartbeat = {
	at: "2026-01-01T00:00:00.000Z",
	agentVersion: "1.0.0",
	protocol: 1,
	configurationVersion: 1,
	running: 0,
	kubernetes: { reachable: true, version: "v1.34.0", latencyMs: 3 },
	plugins: [],
};

test("the state of the API server is news, how long it takes to answer is not", () => {
	const newId = createNewId(systemClock);
	const liveness = createLiveness();
	const now = { ms: 0, at: new Date(0) };
	const agent = liveness.learn(
		{
			organisationId: newId("organisation"),
			agentId: newId("agent"),
			clusterId: newId("cluster"),
			clusterName: "eu",
			busAccountId: "A",
			userKey: "U",
			nextUserKey: undefined,
			state: "joining",
			lastSeenAt: undefined,
		},
		now,
	);
	const hear = (kubernetes: Heartbeat["kubernetes"], leaving = false) =>
		liveness.hear(agent, { ...beat, kubernetes, leaving }, now);
	assert.equal(hear(beat.kubernetes), true);
	assert.equal(agent.state, "alive");
	assert.equal(hear({ ...beat.kubernetes, latencyMs: 812 }), false);
	assert.equal(agent.heartbeat?.kubernetes.latencyMs, 812);
	assert.equal(hear({ reachable: false, problem: "it is gone" }), true);
	assert.equal(agent.state, "degraded");
	assert.equal(hear({ reachable: false, problem: "it is gone" }), false);
	assert.equal(hear({ reachable: false, problem: "it is ill" }), true);
	assert.deepEqual(liveness.takeUnsaved(1)[0]?.state, "degraded");
	const silent = liveness.findSilent({ ms: 31_000, at: now.at }, 30_000);
	assert.deepEqual(silent, [agent], "a degraded one falls silent, too");
	assert.equal(hear({ reachable: false }, true), true);
	assert.equal(agent.state, "away");
});

test("what a plugin does is news, how much memory it holds is not", () => {
	const newId = createNewId(systemClock);
	const liveness = createLiveness();
	const now = { ms: 0, at: new Date(0) };
	const agent = liveness.learn(
		{
			organisationId: newId("organisation"),
			agentId: newId("agent"),
			clusterId: newId("cluster"),
			clusterName: "eu",
			busAccountId: "A",
			userKey: "U",
			nextUserKey: undefined,
			state: "joining",
			lastSeenAt: undefined,
		},
		now,
	);
	const hear = (memoryBytes: number, restarts = 0) =>
		liveness.hear(
			agent,
			{
				...beat,
				plugins: [{ key: "a/b", state: "running", restarts, memoryBytes }],
			},
			now,
		);
	assert.equal(hear(1000), true);
	assert.equal(hear(2000), false);
	assert.equal(agent.heartbeat?.plugins[0]?.memoryBytes, 2000);
	assert.equal(hear(2000, 1), true);
});

test("what lists are sorted by is saved before one is read, and nothing else is", () => {
	const newId = createNewId(systemClock);
	const liveness = createLiveness();
	const now = { ms: 0, at: new Date(0) };
	const organisationId = newId("organisation");
	const agent = liveness.learn(
		{
			organisationId,
			agentId: newId("agent"),
			clusterId: newId("cluster"),
			clusterName: "eu",
			busAccountId: "A",
			userKey: "U",
			nextUserKey: undefined,
			state: "alive",
			lastSeenAt: undefined,
		},
		now,
	);
	const takenAfter = (heartbeat: Heartbeat) => {
		liveness.hear(agent, heartbeat, now);
		return liveness.takeChanged(organisationId, 10).length;
	};
	assert.equal(takenAfter(beat), 1);
	assert.equal(takenAfter({ ...beat, configurationVersion: 2 }), 0);
	assert.equal(takenAfter({ ...beat, running: 1 }), 1);
	const busy = { ...beat, running: 1 };
	assert.equal(takenAfter({ ...busy, agentVersion: "1.1.0" }), 1);
	assert.equal(takenAfter({ ...busy, agentVersion: "1.1.0" }), 0);
	const kubernetes = { ...beat.kubernetes, version: "v1.35.0" };
	assert.equal(takenAfter({ ...busy, agentVersion: "1.1.0", kubernetes }), 1);
	assert.equal(takenAfter({ ...busy, agentVersion: "1.1.0", kubernetes }), 0);
});

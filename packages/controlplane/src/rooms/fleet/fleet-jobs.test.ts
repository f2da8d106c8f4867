import assert from "node:assert/strict";
import { test } from "node:test";
import { type AgentId, subjectToken } from "@quarterdeck/contract";
import { createNewId, silentLog, systemClock } from "@quarterdeck/runtime";
import { createHandClock } from "@quarterdeck/testkit";
import { useTestStore } from "../../plumbing/postgres/test-store.fixture.ts";
import { stageFleet } from "./fakes.ts";
import type { HeardAgent, KnownAgent } from "./fleet-store.ts";

const newId = createNewId(systemClock);
const store = useTestStore();

function knownAgent(): KnownAgent {
	return {
		agentId: newId("agent"),
		organisationId: newId("organisation"),
		busAccountId: "ACCOUNT",
		clusterId: newId("cluster"),
		clusterName: "eu",
		userKey: "USER",
		nextUserKey: undefined,
		state: "alive",
		lastSeenAt: undefined,
	};
}

test("silent agents are found on time while the database is down; saving them backs off, and is made up for", async () => {
	const clock = createHandClock();
	const seconds = () => clock.monotonicMs() / 1000;
	const [early, late] = [knownAgent(), knownAgent()];
	const silentAt = new Map<unknown, number>();
	const writes: number[] = [];
	const saved: HeardAgent[] = [];
	let isDown = true;
	const fleet = stageFleet({
		store,
		clock,
		log: {
			...silentLog,
			warn(message, facts) {
				if (message === "a cluster fell silent")
					silentAt.set(facts?.agentId, seconds());
			},
		},
		storeChanges: {
			listAgents: async ({ after }) => (after ? [] : [early, late]),
			findAgent: async (_organisation, id: AgentId) =>
				[early, late].find(({ agentId }) => agentId === id),
			async saveHeartbeats(heard) {
				writes.push(seconds());
				if (isDown) throw new Error("the database is down");
				saved.push(...heard);
			},
		},
	});
	await fleet.start();
	await clock.wind(20_000);
	const inst = subjectToken(late.agentId);
	fleet.receiveHeartbeat(
		{ busAccount: late.busAccountId, inst },
		{
			at: clock.now().toISOString(),
			agentVersion: "0.1.0",
			protocol: 1,
			configurationVersion: 0,
			running: 0,
			kubernetes: { reachable: true },
			plugins: [],
		},
	);
	await clock.wind(40_000);
	assert.deepEqual(
		[early, late].map(({ agentId }) => silentAt.get(agentId)),
		[32, 52],
	);
	assert.deepEqual(writes, [22, 23, 25, 29, 37, 47, 57]);
	isDown = false;
	await clock.wind(10_000);
	assert.deepEqual(
		saved.map(({ agentId, state }) => [agentId, state]).sort(),
		[early, late].map(({ agentId }) => [agentId, "lost"]).sort(),
	);
	await fleet.stop();
	assert.equal(clock.pendingTimers, 0);
});

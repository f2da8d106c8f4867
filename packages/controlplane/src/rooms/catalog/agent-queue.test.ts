import assert from "node:assert/strict";
import { test } from "node:test";
import type { OrganisationId } from "@quarterdeck/contract";
import { createNewId, systemClock } from "@quarterdeck/runtime";
import type { FleetAgent } from "../fleet/index.ts";
import { createAgentQueue } from "./agent-queue.ts";

const newId = createNewId(systemClock);

/** A queue whose agents answer when they are told to. */
function stage(parallel: number) {
	const sent: FleetAgent[] = [];
	const answers = new Map<FleetAgent, () => void>();
	const queue = createAgentQueue(parallel, (agent) => {
		sent.push(agent);
		return new Promise((resolve) => answers.set(agent, resolve));
	});
	const agentsOf = (count: number): FleetAgent[] => {
		const organisationId = newId("organisation");
		return Array.from({ length: count }, (_, n) => ({
			organisationId,
			agentId: newId("agent"),
			clusterId: newId("cluster"),
			clusterName: `c${n}`,
		}));
	};
	const add = (agents: readonly FleetAgent[]) =>
		agents.map((agent) => queue.add(agent));
	const busyOf = (id: OrganisationId | undefined) =>
		sent.filter((one) => one.organisationId === id && answers.has(one)).length;
	const answer = (agent: FleetAgent | undefined) => {
		if (!agent) return;
		answers.get(agent)?.();
		answers.delete(agent);
	};
	return { queue, sent, agentsOf, add, busyOf, answer };
}

const settle = () => new Promise((resolve) => setImmediate(resolve));

test("silent agents of one organisation do not delay another's", async () => {
	const { agentsOf, add, busyOf, sent, answer } = stage(8);
	const silent = agentsOf(40);
	add(silent);
	await settle();
	assert.equal(busyOf(silent[0]?.organisationId), 4);
	const [agent, ...more] = agentsOf(1);
	assert.ok(agent && more.length === 0);
	const [brought] = add([agent]);
	await settle();
	assert.ok(sent.includes(agent));
	answer(agent);
	await brought;
	assert.equal(busyOf(silent[0]?.organisationId), 4);
});

test("organisations take turns, also when there are more of them than places", async () => {
	const { agentsOf, add, sent, answer } = stage(1);
	const organisations = [agentsOf(3), agentsOf(3), agentsOf(3)];
	add(organisations.flat());
	for (let n = 0; n < 9; n++) {
		await settle();
		answer(sent[n]);
	}
	assert.deepEqual(
		sent,
		[0, 1, 2].flatMap((n) => organisations.map((agents) => agents[n])),
	);
});

test("an agent that waits already waits once, and is sent one thing at a time", async () => {
	const { queue, agentsOf, add, sent, answer } = stage(8);
	const [agent] = agentsOf(1);
	assert.ok(agent);
	add([agent]);
	await settle();
	assert.ok(queue.isBusy(agent.agentId));
	const [again, once] = add([agent, agent]);
	await settle();
	assert.equal(sent.length, 1);
	answer(agent);
	await settle();
	assert.equal(sent.length, 2);
	answer(agent);
	await Promise.all([again, once]);
	await queue.stop();
	assert.equal(sent.length, 2);
});

import assert from "node:assert/strict";
import { test } from "node:test";
import type { EventBatch, EventsCommitted } from "@quarterdeck/contract";
import { until } from "@quarterdeck/testkit";
import {
	startPart,
	startTestFleet,
	type TestFleet,
} from "@quarterdeck/testkit/fleet";
import { fleetConfiguration } from "./fleet-configuration.ts";

test("events of a cluster are heard once and in order, whatever dies on the way, and what was dropped is counted", async (t) => {
	const fleet = await startTestFleet(t, {
		clusters: ["eu"],
		configuration: fleetConfiguration,
	});
	const { agent, stateDir } = fleet.cluster("eu");
	// The publisher takes the agent's place, and gives it back at the end.
	await agent.stop();
	const publisher = await startPart(t, {
		name: "publisher",
		program: {
			script: "packages/agent/src/assembly/testdata/event-publisher.ts",
			nodeFlags: [],
			env: {},
		},
		args: [],
		logFile: `${stateDir}.publisher.log`,
		env: { QD_STATE_DIR: stateDir },
	});
	const ask = async <T>(path: string, body?: unknown): Promise<T> => {
		const response = await fetch(`${publisher.ready.url}${path}`, {
			method: "POST",
			body: JSON.stringify(body ?? null),
		});
		assert.equal(response.status, 200, await response.clone().text());
		return (await response.json()) as T;
	};
	let count = 0;
	async function put(more: number): Promise<void> {
		await ask("/put", { from: count, count: more });
		count += more;
	}

	await t.test("those of a quiet day arrive", async () => {
		await put(20);
		await heard(fleet, upTo(count));
	});

	await t.test(
		"the control plane is killed, then the publisher: nothing is lost",
		async () => {
			await fleet.controlPlane.kill();
			await put(30);
			await publisher.kill();
			await publisher.start();
			await put(10);
			await fleet.controlPlane.start();
			await heard(fleet, upTo(count));
		},
	);

	await t.test(
		"both are killed again and again while events come",
		async () => {
			for (let round = 0; round < 3; round++) {
				await put(100);
				const killed = fleet.controlPlane.kill();
				await put(100);
				await publisher.kill();
				await killed;
				await Promise.all([fleet.controlPlane.start(), publisher.start()]);
				await put(50);
			}
			await heard(fleet, upTo(count));
		},
	);

	await t.test(
		"a reply is lost and the publisher killed: the same batch comes again and adds nothing",
		async () => {
			await ask("/lose");
			await put(5);
			await heard(fleet, upTo(count));
			const [lost] = (await ask<EventBatch[]>("/sent")).slice(-1);
			await publisher.kill();
			await publisher.start();
			await until(async () => (await ask<EventBatch[]>("/sent")).length > 0, {
				what: "the batch is sent again",
			});
			assert.deepEqual((await ask<EventBatch[]>("/sent"))[0], lost);
			await put(1);
			await heard(fleet, upTo(count));
		},
	);

	await t.test(
		"old copies that come late, in any order, and a batch that leaves some out add nothing",
		async () => {
			for (let i = 0; i < 3; i++) {
				await put(3);
				await heard(fleet, upTo(count));
			}
			const sent = await ask<EventBatch[]>("/sent");
			assert.ok(sent.length >= 3);
			const { committed } = await mark(fleet);
			for (const copy of [...sent].reverse())
				assert.deepEqual(await ask<EventsCommitted>("/say", copy), {
					committed,
				});
			const [newest] = sent.slice(-1);
			assert.ok(newest);
			const ahead: EventBatch = {
				...newest,
				after: committed + 10,
				events: newest.events.map((event, i) => ({
					...event,
					number: committed + 11 + i,
				})),
			};
			assert.deepEqual(await ask<EventsCommitted>("/say", ahead), {
				committed,
			});
			await heard(fleet, upTo(count));
		},
	);

	await t.test(
		"a flood beyond the bound, with nobody to hear it: the newest arrive, the others are counted",
		async () => {
			const before = count;
			await fleet.controlPlane.kill();
			await put(3000);
			await publisher.kill();
			// What waits now is sent by the agent itself.
			await agent.start();
			await fleet.controlPlane.start();
			await until(async () => (await heardSoFar(fleet)).at(-1) === count - 1, {
				withinMs: 60_000,
				what: "the last event is heard",
			});
			const all = await heardSoFar(fleet);
			assert.deepEqual(all.slice(0, before), upTo(before));
			assert.deepEqual(
				all,
				[...new Set(all)].sort((a, b) => a - b),
			);
			const { committed, received, dropped } = await mark(fleet);
			assert.equal(received, all.length);
			assert.ok(received < count, "some were dropped");
			assert.equal(committed, count);
			assert.equal(received + dropped, count);
		},
	);
});

function upTo(count: number): readonly number[] {
	return Array.from({ length: count }, (_, i) => i);
}

/** What the events say, in the order of their numbers. */
async function heardSoFar(fleet: TestFleet): Promise<readonly number[]> {
	const rows = await fleet.sql(
		"select data::json ->> 'i' as i from agent_events order by epoch, number",
	);
	return rows.map(({ i }) => Number(i));
}

async function heard(
	fleet: TestFleet,
	expected: readonly number[],
): Promise<void> {
	await until(async () => (await heardSoFar(fleet)).length >= expected.length, {
		withinMs: 60_000,
		what: `${expected.length} events are heard`,
	});
	assert.deepEqual(await heardSoFar(fleet), expected);
}

/** The only epoch's. */
async function mark(
	fleet: TestFleet,
): Promise<{ committed: number; received: number; dropped: number }> {
	const rows = await fleet.sql(
		"select committed, received, dropped from agent_event_marks",
	);
	assert.equal(rows.length, 1);
	const [row = {}] = rows;
	return {
		committed: Number(row.committed),
		received: Number(row.received),
		dropped: Number(row.dropped),
	};
}

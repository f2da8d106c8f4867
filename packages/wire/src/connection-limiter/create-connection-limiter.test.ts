import assert from "node:assert/strict";
import { test } from "node:test";
import {
	createJobRunner,
	createMetrics,
	silentLog,
	systemClock,
} from "@quarterdeck/runtime";
import { startTestNats, until } from "@quarterdeck/testkit";
import { startBusFixture } from "../bus.fixture.ts";
import { dial } from "../connection/dial.ts";
import { createConnectionLimiter } from "./create-connection-limiter.ts";
import type { AgentConnection } from "./server-events.ts";

const createJobs = () =>
	createJobRunner({
		clock: systemClock,
		log: silentLog,
		metrics: createMetrics({ processMetrics: false }),
	});

test("the third connection of an agent is cut, the first two and other agents are not", async (t) => {
	const fixture = await startBusFixture(t, startTestNats);
	const org = await fixture.organisation();
	const seen: string[] = [];
	const kicked: AgentConnection[] = [];
	const request = {
		...fixture.keys,
		servers: [fixture.server.url],
		trust: fixture.trust,
		log: silentLog,
		clock: systemClock,
		jobs: createJobs(),
		onConnect: ({ inst }: AgentConnection) => seen.push(`+${inst}`),
		onDisconnect: ({ inst }: AgentConnection) => seen.push(`-${inst}`),
		onKick: (connection: AgentConnection) => kicked.push(connection),
	};
	const limiter = await createConnectionLimiter(request);
	t.after(() => limiter.close());
	const open = async (
		inst: string,
		credential = fixture.credential(org, inst),
	) => {
		const connection = await dial({
			server: fixture.server.url,
			trust: fixture.trust,
			name: "anything",
			credential,
			inboxPrefix: `_INBOX.${inst}`,
		});
		t.after(() => connection.close());
		return connection;
	};
	const mine = fixture.credential(org, "agt-1");
	const first = await open("agt-1", mine);
	const second = await open("agt-1", mine);
	const other = await open("agt-2");
	await until(() => seen.length === 3);
	assert.equal(kicked.length, 0);

	const busAccount = org.accountId;
	assert.deepEqual(
		limiter
			.connectionsOf({ busAccount, inst: "agt-1" })
			.map(({ host }) => host),
		["127.0.0.1", "127.0.0.1"],
	);

	// A new key under the same name is the same agent.
	const third = await open("agt-1");
	await third.closed();
	await until(() => kicked.length === 1 && seen.at(-1) === "-agt-1");
	assert.equal(kicked[0]?.inst, "agt-1");
	assert.equal(kicked[0]?.busAccount, org.accountId);
	for (const connection of [first, second, other]) {
		await connection.flush();
		assert.equal(connection.isClosed(), false);
	}

	await second.close();
	await until(() => seen.filter((word) => word === "-agt-1").length === 2);
	const fourth = await open("agt-1", mine);
	await until(() => limiter.connections().length === 3);
	await fourth.flush();
	assert.equal(kicked.length, 1);
});

test("a limiter that comes later, or comes back, counts who is there already", async (t) => {
	const fixture = await startBusFixture(t, startTestNats);
	const org = await fixture.organisation();
	const mine = fixture.credential(org, "agt-1");
	const open = () =>
		dial({
			server: fixture.server.url,
			trust: fixture.trust,
			name: "",
			credential: mine,
			inboxPrefix: "_INBOX.agt-1",
		});
	const connections = [await open(), await open(), await open()];
	t.after(() => Promise.all(connections.map((one) => one.close())));
	const kicked: number[] = [];
	const limiter = await createConnectionLimiter({
		...fixture.keys,
		servers: [fixture.server.url],
		trust: fixture.trust,
		log: silentLog,
		clock: systemClock,
		jobs: createJobs(),
		onKick: ({ connectionId }) => kicked.push(connectionId),
	});
	t.after(() => limiter.close());
	await until(() => kicked.length === 1);
	await connections[2]?.closed();
	assert.deepEqual(
		connections.map((one) => one.isClosed()),
		[false, false, true],
	);

	await fixture.server.kill();
	await fixture.server.restart();
	const again = [await open(), await open(), await open()];
	connections.push(...again);
	await until(() => kicked.length === 2);
	await until(() => again.some((one) => one.isClosed()));
	assert.equal(again.filter((one) => one.isClosed()).length, 1);
	await until(() => limiter.connections().length === 2);
});

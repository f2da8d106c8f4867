import assert from "node:assert/strict";
import { describe, type TestContext, test } from "node:test";
import { type EnrolRequest, formatJoinToken } from "@quarterdeck/contract";
import { silentLog, systemClock } from "@quarterdeck/runtime";
import { tempDir } from "@quarterdeck/testkit";
import { createNkey } from "@quarterdeck/wire";
import { testCredential } from "./agent-credential.fixture.ts";
import { createDiskCredentialStore } from "./credential-store.disk.ts";
import { joinFleet } from "./join-fleet.ts";

const orderKey = createNkey("account").id;
const laterKey = createNkey("account").id;

function tokenFor(inst: string): string {
	return formatJoinToken({
		servers: ["nats://127.0.0.1:1"],
		inst,
		jwt: "a.b.c",
		seed: "SU",
		cluster: "eu",
		orderKeys: [orderKey],
	});
}

function join(t: TestContext) {
	const store = createDiskCredentialStore(tempDir(t));
	const asked: EnrolRequest[] = [];
	const { agentId, clusterId } = testCredential();
	const start = (tokenText: string | undefined) =>
		joinFleet(
			{ tokenText, servers: undefined },
			{
				store,
				enrolment: {
					createKey: () => ({ seed: "SU-new", userKey: "U-new" }),
					userKeyOf: (seed) => seed.replace("SU-", "U-"),
					mayUse: () => true,
					async enrol(_, request) {
						asked.push(request);
						return {
							agentId,
							clusterId,
							clusterName: "eu",
							credential: { jwt: "new", expiresAt: "2026-01-01T00:00:00.000Z" },
							servers: ["nats://127.0.0.1:2"],
							orderKeys: [orderKey, laterKey],
						};
					},
				},
				lifetimeOf: () => 1000,
				agentVersion: "0.1.0",
				clusterUid: undefined,
				clock: systemClock,
				log: silentLog,
				signal: new AbortController().signal,
			},
		);
	return { store, asked, start };
}

describe("an agent that joins", () => {
	test("keeps the order keys it was told, signed by the one in its token", async (t) => {
		const { store, start } = join(t);
		const joined = await start(tokenFor("jtk-1"));
		assert.deepEqual(joined.orderKeys, [orderKey, laterKey]);
		assert.deepEqual((await store.read())?.orderKeys, joined.orderKeys);
		assert.deepEqual(await start(undefined), await store.read());
	});
});

describe("an agent that joined before there were order keys", () => {
	async function older(t: TestContext) {
		const agent = join(t);
		const { orderKeys: _, ...credential } = testCredential();
		await agent.store.write(credential);
		return agent;
	}

	test("does not start without a token, and asks nobody", async (t) => {
		const { asked, start } = await older(t);
		await assert.rejects(start(undefined), /qd cluster add NAME --again/);
		assert.deepEqual(asked, []);
	});

	test("takes the key from the token it joined with, if that names one", async (t) => {
		const { asked, store, start } = await older(t);
		assert.deepEqual((await start(tokenFor("jtk-1"))).orderKeys, [orderKey]);
		assert.deepEqual((await store.read())?.orderKeys, [orderKey]);
		assert.deepEqual(asked, []);
	});

	test("joins again with a new token", async (t) => {
		const { asked, start } = await older(t);
		const joined = await start(tokenFor("jtk-2"));
		assert.deepEqual(joined.orderKeys, [orderKey, laterKey]);
		assert.equal(asked.length, 1);
	});
});

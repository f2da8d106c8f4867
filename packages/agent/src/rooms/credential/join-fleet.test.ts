import assert from "node:assert/strict";
import { describe, type TestContext, test } from "node:test";
import {
	AppError,
	type EnrolRequest,
	formatJoinToken,
} from "@quarterdeck/contract";
import { silentLog, systemClock } from "@quarterdeck/runtime";
import { tempDir } from "@quarterdeck/testkit";
import { createNkey } from "@quarterdeck/wire";
import { testCredential } from "./agent-credential.fixture.ts";
import { createDiskCredentialStore } from "./credential-store.disk.ts";
import type { CredentialStore } from "./credential-store.ts";
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

/** The store of a process that dies when it would take its next step. */
function storeOfMortal(
	store: CredentialStore,
	step: () => void,
): CredentialStore {
	return {
		...store,
		async writePending(pending) {
			step();
			await store.writePending(pending);
			step();
		},
		async write(credential) {
			step();
			await store.write(credential);
			step();
		},
		async clearPending() {
			step();
			await store.clearPending();
			step();
		},
	};
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

test("an agent that dies at any step of joining has its one credential after the next start", async (t) => {
	const { agentId, clusterId } = testCredential();
	let steps = 0;
	for (let diesAt = 1; ; diesAt += 1) {
		const disk = createDiskCredentialStore(tempDir(t));
		let keys = 0;
		let enrolled: string | undefined;
		let left = diesAt;
		const step = () => {
			left -= 1;
			steps += 1;
			if (left === 0) throw new Error("killed");
		};
		const start = (store: CredentialStore, passes: () => void) =>
			joinFleet(
				{ tokenText: tokenFor("jtk-1"), servers: undefined },
				{
					store,
					enrolment: {
						createKey() {
							keys += 1;
							return { seed: `SU-${keys}`, userKey: `U-${keys}` };
						},
						userKeyOf: (seed) => seed.replace("SU-", "U-"),
						mayUse: () => true,
						async enrol(_, { userKey }) {
							passes();
							// As the control plane: a token works once, and the same key may ask again.
							enrolled ??= userKey;
							if (enrolled !== userKey)
								throw new AppError("JOIN_TOKEN_USED", { cluster: "eu" });
							passes();
							return {
								agentId,
								clusterId,
								clusterName: "eu",
								credential: {
									jwt: `jwt of ${userKey}`,
									expiresAt: "2026-01-01T00:00:00.000Z",
								},
								servers: ["nats://127.0.0.1:2"],
								orderKeys: [orderKey],
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
		const hasDied = await start(storeOfMortal(disk, step), step).then(
			() => false,
			({ message }) => message === "killed",
		);
		const joined = await start(disk, () => {});
		assert.equal(joined.seed.replace("SU-", "U-"), enrolled);
		assert.equal(joined.jwt, `jwt of ${enrolled}`);
		assert.deepEqual(await disk.read(), joined);
		if (!hasDied) break;
	}
	assert.ok(steps > 8 * 4, "it died at each of its eight steps");
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

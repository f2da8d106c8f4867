import assert from "node:assert/strict";
import { test } from "node:test";
import { silentLog, systemClock } from "@quarterdeck/runtime";
import { startTestNats, until } from "@quarterdeck/testkit";
import { controlPlaneKeys, createBusKeys } from "../auth/bus-keys.ts";
import { decodeJwt } from "../auth/jwt.ts";
import { createNkey } from "../auth/nkey.ts";
import { agentJwt, createOrganisationKeys } from "../auth/organisation-keys.ts";
import { inMs, startBusFixture } from "../bus.fixture.ts";
import {
	createAccountPublisher,
	withRevocation,
} from "./create-account-publisher.ts";

test("accounts are written, shown, listed and deleted; deleting cuts their agents", async (t) => {
	const { publisher, ...fixture } = await startBusFixture(t, startTestNats);
	const org = await fixture.organisation();
	assert.ok((await publisher.list()).includes(org.accountId));
	const jwt = await publisher.lookUp(org.accountId);
	assert.equal(decodeJwt(jwt ?? "").sub, org.accountId);
	assert.equal(await publisher.lookUp(createNkey("account").id), undefined);
	const link = await fixture.link(org, "agt-1");
	await publisher.delete([org.accountId]);
	await until(() => link.state.state === "rejected");
	assert.equal((await publisher.list()).includes(org.accountId), false);
	assert.equal(await publisher.lookUp(org.accountId), undefined);
});

test("a revoked agent is cut at once and stays rejected; a JWT issued later lets it in again", async (t) => {
	const { publisher, ...fixture } = await startBusFixture(t, startTestNats);
	const org = await fixture.organisation();
	const credential = fixture.credential(org, "agt-1");
	const link = await fixture.link(org, "agt-1", { credential });
	const other = await fixture.link(org, "agt-2");
	const states: string[] = [];
	link.onState(({ state }) => states.push(state));
	const userKey = decodeJwt(credential.jwt).sub;
	const revocations = withRevocation({}, userKey, systemClock.now());
	const startedMs = performance.now();
	await publisher.publish({ keys: org, name: "org", revocations });
	await until(() => link.state.state === "rejected");
	assert.ok(performance.now() - startedMs < 2000);
	const written = decodeJwt((await publisher.lookUp(org.accountId)) ?? "");
	assert.deepEqual(written.nats.revocations, revocations);
	assert.equal(other.state.state, "connected");
	assert.deepEqual(states, ["rejected"]);
	const jwt = agentJwt({
		keys: org,
		inst: "agt-1",
		userKey,
		issuedAt: inMs(2000),
		expiresAt: inMs(60_000),
	});
	void link.useCredential({ jwt });
	await until(() => link.state.state === "connected");
});

test("an account that a foreign operator signed is stored by the server and still lets nobody in", async (t) => {
	const fixture = await startBusFixture(t, startTestNats);
	const servers = [fixture.server.url];
	const foreign = await createAccountPublisher({
		...fixture.keys,
		operatorSigningSeed: createBusKeys().operatorSigningSeed,
		servers,
		trust: fixture.trust,
		log: silentLog,
		clock: systemClock,
	});
	t.after(() => foreign.close());
	const org = createOrganisationKeys();
	await foreign
		.publish({ keys: org, name: "foreign", revocations: {} })
		.catch(() => {});
	const link = await fixture.link(org, "agt-1");
	assert.equal(link.state.state, "rejected");
});

test("a publisher that no server answers says so in time", async () => {
	const keys = createBusKeys();
	const now = systemClock.now();
	await assert.rejects(
		createAccountPublisher({
			...controlPlaneKeys(keys, now),
			servers: ["tls://127.0.0.1:1"],
			log: silentLog,
			clock: systemClock,
			settings: { connectWithinMs: 200 },
		}),
		{ code: "BUS_UNAVAILABLE" },
	);
});

test("a revocation names a user's key and nothing else", () => {
	assert.throws(() => withRevocation({}, "*", systemClock.now()), /public key/);
	const { id } = createNkey("user");
	assert.deepEqual(withRevocation({ a: 1 }, id, new Date(5500)), {
		a: 1,
		[id]: 5,
	});
});

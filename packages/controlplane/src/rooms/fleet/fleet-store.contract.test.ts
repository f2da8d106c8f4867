import assert from "node:assert/strict";
import { test } from "node:test";
import {
	type EnrolRequest,
	type Heartbeat,
	isId,
	type OrganisationId,
	protocolVersion,
	readJoinToken,
} from "@quarterdeck/contract";
import { createNewId, silentLog, systemClock } from "@quarterdeck/runtime";
import {
	createFakeSignals,
	createSteadyJobRunner,
} from "@quarterdeck/runtime/fakes";
import {
	createHandClock,
	eachPostgres,
	type HandClock,
	until,
} from "@quarterdeck/testkit";
import { createNkey, createOrganisationKeys } from "@quarterdeck/wire";
import { sql } from "kysely";
import { createSignals } from "../../plumbing/postgres/index.ts";
import { expectRecordedSql } from "../../plumbing/postgres/record-sql.fixture.ts";
import {
	type TestStore,
	useTestStore,
} from "../../plumbing/postgres/test-store.fixture.ts";
import { createAudit } from "../audit/audit.wiring.ts";
import { insertOrganisation } from "../people/insert-organisation.fixture.ts";
import { createFakePermissions } from "../permissions/fakes.ts";
import type { Caller } from "../permissions/index.ts";
import { createFakeAgentOrders } from "./agent-orders.fake.ts";
import type { SeenConnection } from "./agent-presence.ts";
import { createFakeBusAccounts } from "./bus-accounts.fake.ts";
import { changedClusters } from "./changed-clusters.ts";
import type { BusAddress } from "./fleet.ts";
import { assembleFleet } from "./fleet.wiring.ts";
import { defaultFleetSettings } from "./fleet-deps.ts";
import { createPgFleetStore } from "./fleet-store.pg.ts";
import type { FleetStore } from "./fleet-store.ts";
import { fakeOrderKeys } from "./order-keys.fake.ts";
import { openSecret, sealSecret } from "./sealed-secret.ts";

const newId = createNewId(systemClock);

expectRecordedSql(import.meta.filename, [
	"fleet-accounts.pg.ts",
	"fleet-agents.pg.ts",
	"fleet-clusters.pg.ts",
	"fleet-figures.pg.ts",
	"fleet-plugins.pg.ts",
	"fleet-rotations.pg.ts",
]);

eachPostgres((postgres) => {
	const store = useTestStore(postgres);
	suite(() => storesOn(store));
});

/** What the room works with, and what a test does to it. */
function storesOn({ database, signals }: TestStore) {
	return {
		fleetStore: createPgFleetStore(database),
		changedClusters: createSignals(signals, changedClusters),
		/** What is announced meanwhile reaches nobody. */
		async missSignals() {
			await sql`
				select pg_terminate_backend(pid) from pg_stat_activity
				where application_name = 'quarterdeck-signals' and datname = current_database()
			`.execute(database.on());
		},
		async sendUnreadable(count: number) {
			await sql`
				select pg_notify('quarterdeck', 'changed-clusters nonsense' || n)
				from generate_series(1, ${count}::int) n
			`.execute(database.on());
		},
		audit: createAudit({ database, clock: systemClock, newId, log: silentLog }),
		transact: database.transact,
		organisation: () => insertOrganisation(database),
	};
}
type Stores = ReturnType<typeof storesOn>;

function roomOn(stores: Stores, clock: HandClock = createHandClock()) {
	const bus = createFakeBusAccounts();
	const connections: SeenConnection[] = [];
	const orders = createFakeAgentOrders();
	const tokensEndedOf: string[] = [];
	const removed = new Set<string>();
	const fleet = assembleFleet({
		...stores,
		permissions: createFakePermissions(),
		busAccounts: bus,
		orderKeys: fakeOrderKeys,
		agentOrders: orders,
		agentConnections: () => [...connections],
		signIn: {
			async endMachineTokensOf(_tx, organisationId, clusterId) {
				tokensEndedOf.push(`${organisationId} ${clusterId}`);
				return 1;
			},
		},
		people: {
			findPerson: async (organisationId, id) => ({
				id,
				organisationId,
				accountId: newId("account"),
				email: "ada@example.com",
				displayName: "Ada",
				groups: [],
				role: "member",
				createdAt: clock.now(),
				removedAt: removed.has(id) ? clock.now() : undefined,
				lineOf: undefined,
			}),
		},
		jobs: createSteadyJobRunner(clock),
		clock,
		newId,
		log: silentLog,
		processId: newId("process"),
		settings: {
			...defaultFleetSettings,
			servers: ["tls://127.0.0.1:4222"],
			authorities: () => undefined,
			encryptionKey: Buffer.alloc(32, 1),
		},
	});
	return { fleet, bus, connections, clock, orders, tokensEndedOf, removed };
}
type Room = ReturnType<typeof roomOn>;

function callerOf(organisationId: OrganisationId): Caller {
	return {
		organisationId,
		actor: {
			personId: newId("person"),
			email: "ada@example.com",
			displayName: "Ada",
			groups: [],
		},
	};
}

function enrolment(): EnrolRequest {
	return {
		userKey: createNkey("user").id,
		agentVersion: "0.1.0",
		protocol: protocolVersion,
	};
}

const beat: Heartbeat = {
	at: "2026-01-01T00:00:00.000Z",
	agentVersion: "0.1.0",
	protocol: 1,
	configurationVersion: 3,
	running: 2,
	kubernetes: { reachable: true, version: "v1.32.0" },
	plugins: [{ key: "botkube/kubectl", state: "running", restarts: 0 }],
};

/** The account's public key, as the bus would put it into a subject. */
async function busAccountOf(stores: Stores, organisationId: OrganisationId) {
	const busAccount = await stores.fleetStore.findBusAccount(organisationId);
	assert.ok(busAccount);
	return busAccount.busAccountId;
}

async function join(
	room: Room,
	stores: Stores,
	organisationId: OrganisationId,
	name: string,
) {
	const added = await room.fleet.addCluster(callerOf(organisationId), { name });
	const token = readJoinToken(added.token);
	assert.ok(token);
	const busAccount = await busAccountOf(stores, organisationId);
	const from = { busAccount, inst: token.inst };
	const reply = await room.fleet.enrolAgent(from, enrolment());
	const agent: BusAddress = {
		busAccount,
		inst: reply.agentId.replace("_", "-"),
	};
	return { added, from, reply, agent, busAccount };
}

function suite(openStores: () => Stores): void {
	test("a cluster is degraded while its API server does not serve its agent, at once and in every list", async () => {
		const stores = openStores();
		const room = roomOn(stores);
		const { fleet, clock } = room;
		const organisationId = await stores.organisation();
		const { agent } = await join(room, stores, organisationId, "eu");
		const found = () => fleet.findCluster(organisationId, "eu");
		const told: string[] = [];
		fleet.watchFleet(organisationId, (one) => told.push(one.state));
		await fleet.start();
		fleet.receiveHeartbeat(agent, beat);
		const problem = "https://10.0.0.1:6443 does not answer (ECONNREFUSED)";
		const ill = { ...beat, kubernetes: { reachable: false, problem } };
		fleet.receiveHeartbeat(agent, ill);
		assert.equal((await found())?.state, "degraded");
		assert.equal((await found())?.agent?.kubernetes?.problem, problem);
		await until(() => told.at(-1) === "degraded");
		assert.equal(fleet.countConnectedAgents(), 1, "it still takes orders");
		// No tick has passed: what is counted, filtered and shown is what was heard.
		const filter = { states: ["degraded"] as const };
		const [counts, listed, total] = await Promise.all([
			fleet.summariseFleet(organisationId),
			fleet.listClusters(organisationId, filter, { first: 10 }),
			fleet.countClusters(organisationId, filter),
		]);
		assert.deepEqual(
			counts.filter(({ count }) => count > 0),
			[{ state: "degraded", count: 1 }],
		);
		assert.deepEqual(
			[listed.items.map(({ state }) => state), total],
			[["degraded"], 1],
		);
		await clock.wind(35_000);
		assert.equal((await found())?.state, "lost", "a silent one is lost");
		fleet.receiveHeartbeat(agent, ill);
		assert.equal((await found())?.state, "degraded");
		fleet.receiveHeartbeat(agent, beat);
		assert.equal((await found())?.state, "alive");
		await until(() => told.at(-1) === "alive");
		await fleet.stop();
	});

	test("a cluster joins, is heard, falls silent and comes back", async () => {
		const stores = openStores();
		const room = roomOn(stores);
		const { fleet, clock } = room;
		const organisationId = await stores.organisation();
		const { agent, reply } = await join(room, stores, organisationId, "eu");
		const state = async () =>
			(await fleet.findCluster(organisationId, "eu"))?.state;
		assert.equal(await state(), "joining");
		const told: string[] = [];
		const stop = fleet.watchFleet(organisationId, (one) =>
			told.push(one.state),
		);
		await fleet.start();
		fleet.receiveHeartbeat(agent, beat);
		assert.equal(await state(), "alive");
		await until(() => told.includes("alive"));
		await clock.wind(29_000);
		assert.equal(await state(), "alive", "silence is borne for 30 s");
		await clock.wind(6000);
		assert.equal(await state(), "lost", "and shown within 5 s more");
		await until(() => told.includes("lost"));
		fleet.receiveHeartbeat(agent, { ...beat, configurationVersion: 4 });
		assert.equal(await state(), "alive", "a returning one at once");
		await fleet.stop();
		const stored = await stores.fleetStore.findCluster(organisationId, {
			name: "eu",
		});
		assert.equal(stored?.state, "alive");
		assert.equal(stored?.agent?.configurationVersion, 4);
		assert.equal(stored?.agent?.id, reply.agentId);
		assert.deepEqual(stored?.agent?.plugins, beat.plugins);
		stop();
		fleet.receiveHeartbeat(agent, { ...beat, leaving: true });
		assert.equal(await state(), "away");
		assert.deepEqual(fleet.connectedAgents(organisationId), []);
	});

	test("after a restart a cluster that was alive has its full time to be heard", async () => {
		const stores = openStores();
		const before = roomOn(stores);
		const organisationId = await stores.organisation();
		const { agent } = await join(before, stores, organisationId, "eu");
		before.fleet.receiveHeartbeat(agent, beat);
		await before.fleet.stop();
		const room = roomOn(stores);
		await room.fleet.start();
		const state = async () =>
			(await room.fleet.findCluster(organisationId, "eu"))?.state;
		await room.clock.wind(29_000);
		assert.equal(await state(), "alive");
		await room.clock.wind(6000);
		assert.equal(await state(), "lost");
		await room.fleet.stop();
		const stored = await stores.fleetStore.findCluster(organisationId, {
			name: "eu",
		});
		assert.equal(stored?.state, "lost");
	});

	test("two replicas that heard the same last heartbeat, one a little later, both call its cluster lost, whoever wrote last", async () => {
		const stores = openStores();
		const organisationId = await stores.organisation();
		const early = roomOn(stores);
		const late = roomOn(stores);
		await late.clock.wind(40);
		const { agent } = await join(early, stores, organisationId, "eu");
		const state = async ({ fleet }: Room) =>
			(await fleet.findCluster(organisationId, "eu"))?.state;
		const told: string[] = [];
		early.fleet.watchFleet(organisationId, (one) => told.push(one.state));
		for (const { fleet } of [early, late]) {
			await fleet.start();
			fleet.receiveHeartbeat(agent, beat);
		}
		await until(async () => (await state(late)) === "alive");
		await late.fleet.stop();
		// The one that heard it later wrote it down and died; the other has to find it silent.
		await early.clock.wind(36_000);
		assert.equal(await state(early), "lost");
		await until(() => told.at(-1) === "lost");
		await early.fleet.stop();
		const stored = await stores.fleetStore.findCluster(organisationId, {
			name: "eu",
		});
		assert.equal(stored?.state, "lost");
	});

	test("a replica that heard nothing calls no cluster lost that another one hears", async () => {
		const stores = openStores();
		const organisationId = await stores.organisation();
		const hearing = roomOn(stores);
		const deaf = roomOn(stores);
		const { agent } = await join(hearing, stores, organisationId, "eu");
		for (const { fleet } of [hearing, deaf]) {
			await fleet.start();
			fleet.receiveHeartbeat(agent, beat);
		}
		await until(() => deaf.fleet.connectedAgents(organisationId).length === 1);
		await hearing.clock.wind(20_000);
		hearing.fleet.receiveHeartbeat(agent, beat);
		await hearing.fleet.stop();
		await deaf.clock.wind(36_000);
		assert.deepEqual(deaf.fleet.connectedAgents(organisationId), []);
		const found = await deaf.fleet.findCluster(organisationId, "eu");
		assert.equal(found?.state, "alive");
		await deaf.fleet.stop();
		const stored = await stores.fleetStore.findCluster(organisationId, {
			name: "eu",
		});
		assert.equal(stored?.state, "alive");
	});

	test("what one replica decides about a cluster the other one knows, and tells", async () => {
		const stores = openStores();
		const organisationId = await stores.organisation();
		const here = roomOn(stores);
		const there = roomOn(stores);
		await there.fleet.start();
		const told: string[] = [];
		there.fleet.watchFleet(organisationId, ({ name, state }) =>
			told.push(`${name} ${state}`),
		);
		const { agent } = await join(here, stores, organisationId, "eu");
		await until(() => told.includes("eu joining"));
		there.fleet.receiveHeartbeat(agent, beat);
		await until(() => there.fleet.connectedAgents(organisationId).length === 1);
		const caller = callerOf(organisationId);
		await here.fleet.revokeCredential(caller, "eu");
		await until(() => told.at(-1) === "eu joining");
		assert.equal(await there.fleet.findAgentAt(agent), undefined);
		assert.deepEqual(there.fleet.connectedAgents(organisationId), []);
		await here.fleet.removeCluster(caller, "eu");
		await until(() => told.at(-1) === "eu removed");
		await there.fleet.stop();
		await here.fleet.stop();
	});

	test("a replica that missed signals finds out who speaks no more, and tells everything again", async () => {
		const stores = openStores();
		const organisationId = await stores.organisation();
		const here = roomOn({ ...stores, changedClusters: createFakeSignals() });
		const there = roomOn(stores);
		const { agent } = await join(here, stores, organisationId, "eu");
		await join(here, stores, organisationId, "us");
		await there.fleet.start();
		there.fleet.receiveHeartbeat(agent, beat);
		const told: string[] = [];
		there.fleet.watchFleet(organisationId, ({ name, state }) =>
			told.push(`${name} ${state}`),
		);
		await here.fleet.removeCluster(callerOf(organisationId), "eu");
		await here.fleet.addCluster(callerOf(organisationId), { name: "new" });
		assert.ok(await there.fleet.findAgentAt(agent), "it has not heard of it");
		await stores.missSignals();
		for (const one of ["eu removed", "us joining", "new joining"])
			await until(() => told.includes(one));
		assert.equal(await there.fleet.findAgentAt(agent), undefined);
		await there.fleet.stop();
	});

	test("a thousand signals that cannot be read cost two looks at everything", async () => {
		const stores = openStores();
		const first = Promise.withResolvers<void>();
		let looks = 0;
		const { fleet } = roomOn({
			...stores,
			fleetStore: {
				...stores.fleetStore,
				async listAgents(page) {
					looks += 1;
					if (isStarted) await first.promise;
					return stores.fleetStore.listAgents(page);
				},
			},
		});
		let isStarted = false;
		await fleet.start();
		[isStarted, looks] = [true, 0];
		let missed = 0;
		stores.changedClusters.follow((changed) => {
			missed += changed === undefined ? 1 : 0;
		});
		await stores.sendUnreadable(1);
		await until(() => looks === 1);
		await stores.sendUnreadable(1000);
		await until(() => missed === 1001);
		assert.equal(looks, 1);
		first.resolve();
		await until(() => looks === 2);
		await fleet.stop();
		assert.equal(looks, 2);
	});

	test("a join token works once; the same key may ask again, another may not", async () => {
		const stores = openStores();
		const room = roomOn(stores);
		const organisationId = await stores.organisation();
		const added = await room.fleet.addCluster(callerOf(organisationId), {
			name: "eu",
		});
		const inst = readJoinToken(added.token)?.inst ?? "";
		const from = {
			busAccount: await busAccountOf(stores, organisationId),
			inst,
		};
		const request = enrolment();
		const tries = await Promise.allSettled([
			room.fleet.enrolAgent(from, request),
			...Array.from({ length: 5 }, () =>
				room.fleet.enrolAgent(from, enrolment()),
			),
		]);
		const passed = tries.filter((one) => one.status === "fulfilled");
		assert.equal(passed.length, 1);
		for (const one of tries)
			if (one.status === "rejected")
				assert.equal(one.reason.code, "JOIN_TOKEN_USED");
		if (tries[0]?.status === "fulfilled") {
			const again = await room.fleet.enrolAgent(from, request);
			assert.equal(again.agentId, tries[0].value.agentId);
		}
		await assert.rejects(room.fleet.enrolAgent(from, enrolment()), {
			code: "JOIN_TOKEN_USED",
		});
	});

	test("a question to enrol that is asked again before it is answered has one answer", async () => {
		const stores = openStores();
		const room = roomOn(stores);
		const organisationId = await stores.organisation();
		const { token } = await room.fleet.addCluster(callerOf(organisationId), {
			name: "eu",
		});
		const from = {
			busAccount: await busAccountOf(stores, organisationId),
			inst: readJoinToken(token)?.inst ?? "",
		};
		const request = enrolment();
		const replies = await Promise.all(
			Array.from({ length: 5 }, () => room.fleet.enrolAgent(from, request)),
		);
		assert.equal(new Set(replies.map(({ agentId }) => agentId)).size, 1);
	});

	test("an organisation of an older version gets one order key, whoever needs it first", async () => {
		const stores = openStores();
		const [room, replica] = [roomOn(stores), roomOn(stores)];
		const organisationId = await stores.organisation();
		await stores.transact((tx) =>
			stores.fleetStore.insertBusAccount(tx, {
				organisationId,
				busAccountId: createOrganisationKeys().accountId,
				sealedSecrets: sealSecret(Buffer.alloc(32, 1), organisationId, "old"),
				revision: 1,
				pushedRevision: 0,
			}),
		);
		await Promise.all(
			[room, replica, room, replica].map(({ fleet }, n) =>
				fleet.addCluster(callerOf(organisationId), { name: `eu-${n}` }),
			),
		);
		const stored = await stores.fleetStore.findBusAccount(organisationId);
		const sealed = stored?.sealedSecrets ?? "";
		assert.equal(
			openSecret(Buffer.alloc(32, 1), organisationId, sealed),
			"new",
		);
		await replica.fleet.pushBusAccounts("unpushed");
		const after = await stores.fleetStore.findBusAccount(organisationId);
		assert.equal(after?.sealedSecrets, sealed);
	});

	test("a join token is worth nothing once who made it was removed", async () => {
		const stores = openStores();
		const room = roomOn(stores);
		const organisationId = await stores.organisation();
		const caller = callerOf(organisationId);
		const { token } = await room.fleet.addCluster(caller, { name: "eu" });
		const inst = readJoinToken(token)?.inst ?? "";
		const from = {
			busAccount: await busAccountOf(stores, organisationId),
			inst,
		};
		room.removed.add(caller.actor.personId);
		await assert.rejects(room.fleet.enrolAgent(from, enrolment()), {
			code: "JOIN_TOKEN_INVALID",
		});
		room.removed.clear();
		await room.fleet.enrolAgent(from, enrolment());
	});

	test("a late, replaced, foreign or made-up token enrols nobody", async () => {
		const stores = openStores();
		const room = roomOn(stores);
		const organisationId = await stores.organisation();
		const stranger = await stores.organisation();
		await room.fleet.prepareOrganisation(stranger);
		const caller = callerOf(organisationId);
		const tokenOf = async (again: boolean) => {
			const added = await room.fleet.addCluster(caller, { name: "eu", again });
			return readJoinToken(added.token)?.inst ?? "";
		};
		const old = await tokenOf(false);
		const fresh = await tokenOf(true);
		const busAccount = await busAccountOf(stores, organisationId);
		const refused = (from: BusAddress, code: string) =>
			assert.rejects(room.fleet.enrolAgent(from, enrolment()), { code });
		await refused({ busAccount, inst: old }, "JOIN_TOKEN_USED");
		await refused(
			{ busAccount: await busAccountOf(stores, stranger), inst: fresh },
			"JOIN_TOKEN_INVALID",
		);
		await refused({ busAccount: "AX", inst: fresh }, "JOIN_TOKEN_INVALID");
		for (const inst of ["", "agt-x", "jtk-", fresh.replace("jtk", "agt")])
			await refused({ busAccount, inst }, "JOIN_TOKEN_INVALID");
		await assert.rejects(
			room.fleet.enrolAgent(
				{ busAccount, inst: fresh },
				{ ...enrolment(), protocol: 99 },
			),
			{ code: "AGENT_INCOMPATIBLE" },
		);
		await room.clock.wind(3600 * 1000);
		await refused({ busAccount, inst: fresh }, "JOIN_TOKEN_EXPIRED");
	});

	test("enrolling again revokes the agent before, and the bus is told", async () => {
		const stores = openStores();
		const room = roomOn(stores);
		const organisationId = await stores.organisation();
		const one = await join(room, stores, organisationId, "eu");
		const added = await room.fleet.addCluster(callerOf(organisationId), {
			name: "eu",
			again: true,
		});
		const inst = readJoinToken(added.token)?.inst ?? "";
		const two = await room.fleet.enrolAgent(
			{ busAccount: one.busAccount, inst },
			enrolment(),
		);
		assert.notEqual(two.agentId, one.reply.agentId);
		assert.equal(two.clusterId, one.reply.clusterId);
		assert.equal(await room.fleet.findAgentAt(one.agent), undefined);
		await assert.rejects(room.fleet.renewCredential(one.agent), {
			code: "JOIN_TOKEN_INVALID",
		});
		assert.equal(room.bus.pushed.get(one.busAccount)?.revocations.length, 1);
		room.fleet.receiveHeartbeat(one.agent, beat);
		assert.equal(
			(await room.fleet.findCluster(organisationId, "eu"))?.state,
			"joining",
			"a revoked agent speaks for nobody",
		);
	});

	test("removing a cluster revokes its agent, frees the name and is audited", async () => {
		const stores = openStores();
		const room = roomOn(stores);
		const organisationId = await stores.organisation();
		const one = await join(room, stores, organisationId, "eu");
		const caller = callerOf(organisationId);
		const removed = await room.fleet.removeCluster(caller, "eu");
		assert.equal(removed.state, "removed");
		assert.deepEqual(room.tokensEndedOf, [`${organisationId} ${removed.id}`]);
		assert.equal(
			await room.fleet.addressOf(organisationId, one.reply.agentId),
			undefined,
		);
		assert.deepEqual(
			room.bus.pushed
				.get(one.busAccount)
				?.revocations.map((revocation) => revocation.userKey.slice(0, 1)),
			["U"],
		);
		await assert.rejects(room.fleet.removeCluster(caller, "eu"), {
			code: "CLUSTER_UNKNOWN",
		});
		await room.fleet.addCluster(caller, { name: "eu" });
		const codes = (
			await stores.audit.listRecords(organisationId, {}, { first: 20 })
		).items.map((record) => record.code);
		assert.deepEqual(codes, [
			"cluster.added",
			"cluster.removed",
			"agent.revoked",
			"agent.enrolled",
			"cluster.added",
		]);
	});

	test("a key nobody asked for is not taken; one that is shown to be in use replaces the one before, which is revoked", async () => {
		const stores = openStores();
		const room = roomOn(stores);
		const organisationId = await stores.organisation();
		const caller = callerOf(organisationId);
		await room.fleet.prepareOrganisation(organisationId);
		const { agent, reply, busAccount } = await join(
			room,
			stores,
			organisationId,
			"eu",
		);
		const known = () =>
			stores.fleetStore.findAgent(organisationId, reply.agentId);
		const first = (await known())?.userKey ?? "";
		const [second, third] = [enrolment().userKey, enrolment().userKey];
		const renew = (userKey: string, inUse: string) =>
			room.fleet.renewCredential(agent, { userKey, inUse });
		const revoked = async () =>
			room.bus.pushed
				.get(busAccount)
				?.revocations.map(({ userKey }) => userKey)
				.sort() ?? [];
		await assert.rejects(renew(second, first), { code: "NOT_ALLOWED" });
		await assert.rejects(room.fleet.rotateCredential(caller, "nowhere"), {
			code: "CLUSTER_UNKNOWN",
		});
		await assert.rejects(room.fleet.rotateCredential(caller, "eu"), {
			code: "CLUSTER_LOST",
		});
		room.fleet.receiveHeartbeat(agent, beat);
		await assert.rejects(room.fleet.rotateCredential(caller, "eu"), {
			code: "CLUSTER_SILENT",
		});
		// Offered and never used: it is refused once another one is.
		await renew(second, first);
		assert.equal((await known())?.nextUserKey, second);
		await renew(second, first);
		room.orders.answer = async () => {
			await renew(third, first);
			assert.equal((await known())?.userKey, first, "not before it is used");
			await renew(third, third);
			await renew(third, third);
			return third;
		};
		const rotated = await room.fleet.rotateCredential(caller, "eu");
		assert.equal(rotated.state, "alive");
		assert.equal((await known())?.userKey, third);
		assert.equal((await known())?.nextUserKey, undefined);
		assert.deepEqual(await revoked(), [first, second].sort());
		room.orders.answer = async () => second;
		await assert.rejects(room.fleet.rotateCredential(caller, "eu"), {
			code: "CLUSTER_SILENT",
		});
		await room.clock.wind(121_000);
		room.fleet.receiveHeartbeat(agent, beat);
		await assert.rejects(renew(enrolment().userKey, third), {
			code: "NOT_ALLOWED",
		});
		await room.fleet.renewCredential(agent);
		const { items } = await stores.audit.listRecords(
			organisationId,
			{ code: "agent.rotated" },
			{ first: 9 },
		);
		assert.deepEqual(
			items.map(({ facts }) => [facts.userKey, facts.replaced]),
			[[third, first]],
		);
		// Long after: every credential of those keys has ended by itself.
		await room.clock.wind(3 * 86_400_000);
		assert.deepEqual(
			await stores.fleetStore.listRevocations(organisationId, room.clock.now()),
			[],
		);
	});

	test("revoking a credential cuts the agent off and keeps the cluster, which a new token lets in again", async () => {
		const stores = openStores();
		const room = roomOn(stores);
		const organisationId = await stores.organisation();
		const caller = callerOf(organisationId);
		await room.fleet.prepareOrganisation(organisationId);
		await room.fleet.addCluster(caller, { name: "new" });
		for (const [name, code] of [
			["nowhere", "CLUSTER_UNKNOWN"],
			["new", "CLUSTER_NEVER_JOINED"],
		] as const)
			await assert.rejects(room.fleet.revokeCredential(caller, name), { code });
		const { agent, busAccount, reply } = await join(
			room,
			stores,
			organisationId,
			"eu",
		);
		room.fleet.receiveHeartbeat(agent, beat);
		const again = await room.fleet.addCluster(caller, {
			name: "eu",
			again: true,
		});
		const old = readJoinToken(again.token);
		const told: string[] = [];
		room.fleet.watchFleet(organisationId, ({ name, state }) =>
			told.push(`${name} ${state}`),
		);
		const cut = await room.fleet.revokeCredential(caller, "eu");
		assert.equal(cut.state, "joining");
		await until(() => told.at(-1) === "eu joining");
		assert.equal(await room.fleet.findAgentAt(agent), undefined);
		assert.equal(
			await room.fleet.addressOf(organisationId, reply.agentId),
			undefined,
		);
		assert.equal(room.bus.pushed.get(busAccount)?.revocations.length, 1);
		room.fleet.receiveHeartbeat(agent, beat);
		const found = await room.fleet.findCluster(organisationId, "eu");
		assert.deepEqual([found?.state, found?.agent], ["joining", undefined]);
		assert.ok(old);
		await assert.rejects(
			room.fleet.enrolAgent({ busAccount, inst: old.inst }, enrolment()),
			{ code: "JOIN_TOKEN_USED" },
		);
		await assert.rejects(room.fleet.revokeCredential(caller, "eu"), {
			code: "CLUSTER_NEVER_JOINED",
		});
		const fresh = await room.fleet.addCluster(caller, {
			name: "eu",
			again: true,
		});
		const token = readJoinToken(fresh.token);
		assert.ok(token);
		await room.fleet.enrolAgent({ busAccount, inst: token.inst }, enrolment());
		const back = await room.fleet.findCluster(organisationId, "eu");
		assert.ok(back?.agent);
	});

	test("an agent that is being enrolled while its cluster's credential is revoked does not stay", async () => {
		const stores = openStores();
		const { audit, fleetStore } = stores;
		const atGate = Promise.withResolvers<void>();
		const gate = Promise.withResolvers<void>();
		const asked = Promise.withResolvers<void>();
		let locks = 0;
		const room = roomOn({
			...stores,
			audit: {
				...audit,
				async recordEvent(tx, event) {
					if (event.code === "agent.enrolled") {
						atGate.resolve();
						await gate.promise;
					}
					return audit.recordEvent(tx, event);
				},
			},
			fleetStore: {
				...fleetStore,
				lockCluster(...args) {
					locks += 1;
					if (locks === 2) asked.resolve();
					return fleetStore.lockCluster(...args);
				},
			},
		});
		const organisationId = await stores.organisation();
		const joined = join(room, stores, organisationId, "eu");
		await atGate.promise;
		const cut = room.fleet.revokeCredential(callerOf(organisationId), "eu");
		await Promise.race([asked.promise, cut]);
		// Time enough for whoever does not wait to look for agents and find none.
		for (let reads = 0; reads < 30; reads++)
			await fleetStore.findCluster(organisationId, { name: "eu" });
		gate.resolve();
		const { agent, busAccount } = await joined;
		assert.equal((await cut).state, "joining");
		assert.equal(await room.fleet.findAgentAt(agent), undefined);
		assert.equal(room.bus.pushed.get(busAccount)?.revocations.length, 1);
	});

	test("a bus that was down hears of the revocation when it is back", async () => {
		const stores = openStores();
		const room = roomOn(stores);
		const organisationId = await stores.organisation();
		const one = await join(room, stores, organisationId, "eu");
		room.bus.down = true;
		await room.fleet.removeCluster(callerOf(organisationId), "eu");
		assert.equal(room.bus.pushed.get(one.busAccount)?.revocations.length, 0);
		await room.fleet.start();
		room.bus.down = false;
		await until(async () => {
			await room.clock.wind(2000);
			return room.bus.pushed.get(one.busAccount)?.revocations.length === 1;
		});
		await room.fleet.stop();
	});

	test("names and labels are checked, a taken name is refused with many at once", async () => {
		const stores = openStores();
		const { fleet } = roomOn(stores);
		const organisationId = await stores.organisation();
		const caller = callerOf(organisationId);
		for (const name of [
			"",
			"EU",
			"-a",
			"a-",
			"a.b",
			"a".repeat(64),
			"a\n",
			"*",
		])
			await assert.rejects(fleet.addCluster(caller, { name }), {
				code: "CLUSTER_NAME_INVALID",
			});
		await assert.rejects(
			fleet.addCluster(caller, { name: "eu", labels: { "a b": "c" } }),
			{ code: "INPUT_INVALID" },
		);
		const tries = await Promise.allSettled(
			Array.from({ length: 6 }, () => fleet.addCluster(caller, { name: "eu" })),
		);
		assert.equal(tries.filter((one) => one.status === "fulfilled").length, 1);
		for (const one of tries)
			if (one.status === "rejected")
				assert.equal(one.reason.code, "CLUSTER_NAME_TAKEN");
		await assert.rejects(
			fleet.addCluster({ ...caller, removedAt: new Date(0) }, { name: "us" }),
			{ code: "NOT_ALLOWED" },
		);
	});

	test("clusters are chosen by name, glob, selector or all, with hints for what matches nothing", async () => {
		const stores = openStores();
		const { fleet } = roomOn(stores);
		const organisationId = await stores.organisation();
		const caller = callerOf(organisationId);
		const empty = await fleet.selectClusters(organisationId, { kind: "all" });
		assert.equal(empty.problems[0]?.code, "CLUSTER_NONE_MATCHES");
		for (const [name, region] of [
			["prod-eu", "eu"],
			["prod-us", "us"],
			["test-eu", "eu"],
		] as const)
			await fleet.addCluster(caller, { name, labels: { region } });
		const choose = async (...terms: string[]) => {
			const chosen = await fleet.selectClusters(organisationId, {
				kind: "terms",
				terms,
			});
			return [
				chosen.clusters.map((one) => one.name).join(),
				chosen.problems.map((one) => `${one.code} ${one.facts.hint}`).join(),
			];
		};
		assert.deepEqual(await choose("prod-us"), ["prod-us", ""]);
		assert.deepEqual(await choose("prod-*", "prod-us"), [
			"prod-eu,prod-us",
			"",
		]);
		assert.deepEqual(await choose("region=eu"), ["prod-eu,test-eu", ""]);
		assert.deepEqual(await choose("region in (eu,us),region!=us"), [
			"prod-eu,test-eu",
			"",
		]);
		assert.deepEqual(await choose("prod-eu", "pord-us"), [
			"prod-eu",
			"CLUSTER_UNKNOWN Did you mean prod-us?",
		]);
		assert.match((await choose("x-*"))[1] ?? "", /CLUSTER_NONE_MATCHES/);
		assert.match((await choose("region=="))[1] ?? "", /CLUSTER_NONE_MATCHES/);
		assert.match((await choose("a b=c d"))[1] ?? "", /INPUT_INVALID/);
		const page = await fleet.listClusters(
			organisationId,
			{ selector: "region=eu" },
			{ first: 1 },
		);
		assert.deepEqual(page.items[0]?.name, "prod-eu");
		const next = await fleet.listClusters(
			organisationId,
			{ selector: "region=eu" },
			{ first: 5, after: page.nextCursor },
		);
		assert.deepEqual(
			next.items.map((one) => one.name),
			["test-eu"],
		);
	});

	test("beginnings of names and labels are gone on with, bounded and in order, whatever was typed", async () => {
		const stores = openStores();
		const room = roomOn(stores);
		const organisationId = await stores.organisation();
		const caller = callerOf(organisationId);
		await room.fleet.prepareOrganisation(organisationId);
		for (const [name, labels] of [
			["prod-us", { region: "us", "a.b/c": "v_1" }],
			["prod-eu", { region: "eu" }],
			["test", { region: "eu" }],
		] as const)
			await room.fleet.addCluster(caller, { name, labels });
		const suggest = async (prefix: string, limit = 50) => {
			const { names, labels } = await stores.fleetStore.suggestTargets(
				organisationId,
				prefix,
				limit,
			);
			return [...names, "|", ...labels].join(" ");
		};
		for (const odd of ["%", "_", "\\", "'", "PROD", "\0", "\ud800", "~", "é"])
			assert.equal(await suggest(odd), "|", odd);
		assert.equal(
			await suggest(""),
			"prod-eu prod-us test | a.b/c=v_1 region=eu region=us",
		);
		assert.equal(await suggest("prod-"), "prod-eu prod-us |");
		assert.equal(await suggest("prod-us"), "prod-us |");
		assert.equal(await suggest("region=e"), "| region=eu");
		assert.equal(await suggest("", 1), "prod-eu | a.b/c=v_1");
		await room.fleet.removeCluster(caller, "prod-us");
		assert.equal(await suggest(""), "prod-eu test | region=eu");
	});

	test("ten thousand strangers cost no memory and change nothing", async () => {
		const stores = openStores();
		const room = roomOn(stores);
		const organisationId = await stores.organisation();
		const { busAccount } = await join(room, stores, organisationId, "eu");
		for (let i = 0; i < 3000; i++)
			room.fleet.receiveHeartbeat({ busAccount, inst: `agt-${i}` }, beat);
		for (let i = 0; i < 200; i++)
			room.fleet.receiveHeartbeat(
				{ busAccount, inst: newId("agent").replace("_", "-") },
				beat,
			);
		await until(
			async () =>
				(await room.fleet.findCluster(organisationId, "eu"))?.state ===
				"joining",
		);
		assert.deepEqual(room.fleet.connectedAgents(organisationId), []);
	});

	test("what a plugin tried after its run is written down once for each count", async () => {
		const stores = openStores();
		const [room, replica] = [roomOn(stores), roomOn(stores)];
		const organisationId = await stores.organisation();
		const { agent } = await join(room, stores, organisationId, "eu");
		const runId = newId("run");
		const refusal = {
			runId,
			requests: 2,
			firstAt: beat.at,
			lastAt: beat.at,
			method: "GET",
			path: "/api/v1/pods/p/exec?command=redis-cli&command=-a&command=s3cr3t",
		};
		const records = async () =>
			(
				await stores.audit.listRecords(
					organisationId,
					{ code: "gate.refused", subjectId: runId },
					{ first: 10 },
				)
			).items;
		const told = async () => (await records()).length;
		// Both know who speaks, so that both write at the same moment.
		await replica.fleet.findAgentAt(agent);
		for (let i = 0; i < 3; i++)
			for (const { fleet } of [room, replica])
				fleet.receiveHeartbeat(agent, { ...beat, gateRefusals: [refusal] });
		await until(async () => (await told()) === 1);
		room.fleet.receiveHeartbeat(agent, {
			...beat,
			gateRefusals: [{ ...refusal, requests: 5 }],
		});
		await until(async () => (await told()) === 2);
		assert.doesNotMatch(JSON.stringify(await records()), /s3cr3t/);
	});

	test("an agent that makes up reports about its runs writes ten records a minute and one with their sum", async () => {
		const stores = openStores();
		const clock = createHandClock();
		const [room, replica] = [roomOn(stores, clock), roomOn(stores, clock)];
		const organisationId = await stores.organisation();
		const { agent } = await join(room, stores, organisationId, "eu");
		await replica.fleet.findAgentAt(agent);
		const runs = Array.from({ length: 50 }, () => newId("run"));
		const tell = (requests: number) => {
			const gateRefusals = runs.map((runId) => ({
				...{ runId, requests, firstAt: beat.at, lastAt: beat.at },
				...{ method: "GET", path: "/api/v1/pods" },
			}));
			for (const { fleet } of [room, replica])
				fleet.receiveHeartbeat(agent, { ...beat, gateRefusals });
		};
		const records = async () =>
			(
				await stores.audit.listRecords(
					organisationId,
					{ code: "gate.refused" },
					{ first: 100 },
				)
			).items;
		for (const requests of [1, 2, 3]) tell(requests);
		await until(async () => (await records()).length === 10);
		await clock.wind(60_000);
		await until(async () => (await records()).length === 11);
		const [sum] = await records();
		const { agentId } = (await room.fleet.findAgentAt(agent)) ?? {};
		assert.equal(sum?.subjectId, agentId);
		// 150 reports of 150 requests, less the ten that have records of their own.
		assert.equal(sum?.facts.reports, 140);
		assert.equal(sum?.facts.lateRequests, 140);
		assert.match(String(sum?.facts.reason), /more than 10 times in a minute/);
		tell(4);
		await until(async () => (await records()).length === 21);
		await Promise.all([room.fleet.stop(), replica.fleet.stop()]);
		const after = await records();
		assert.equal(
			after.length,
			22,
			"the sum of the minute that stopping cut off",
		);
		assert.equal(after[0]?.facts.reports, 40);
	});

	test("an agent on a bus that proves nothing is shown, and who speaks for a degraded one too", async () => {
		const stores = openStores();
		const room = roomOn(stores, createHandClock());
		const organisationId = await stores.organisation();
		const { agent } = await join(room, stores, organisationId, "eu");
		const seen = async () =>
			(await room.fleet.findCluster(organisationId, "eu"))?.agent;
		room.fleet.receiveHeartbeat(agent, beat);
		assert.equal((await seen())?.busInsecure, undefined);
		room.fleet.receiveHeartbeat(agent, {
			...beat,
			busInsecure: true,
			kubernetes: { reachable: false, problem: "it does not answer" },
			instance: { id: "instance-one", startedAt: beat.at, host: "one" },
		});
		assert.equal((await seen())?.busInsecure, true);
		assert.deepEqual(
			(await seen())?.presence.instances.map(({ host }) => host),
			["one"],
		);
	});

	test("two processes with one credential are shown, and recorded once when it lasts longer than a roll-over", async () => {
		const stores = openStores();
		const clock = createHandClock();
		const [room, replica] = [roomOn(stores, clock), roomOn(stores, clock)];
		const organisationId = await stores.organisation();
		const { agent, reply } = await join(room, stores, organisationId, "eu");
		await replica.fleet.findAgentAt(agent);
		const instance = (id: string, leaving = false): Heartbeat => ({
			...beat,
			leaving,
			instance: { id: `instance-${id}`, startedAt: beat.at, host: id },
		});
		const presence = async () =>
			(await room.fleet.findCluster(organisationId, "eu"))?.agent?.presence;
		const records = async () =>
			(
				await stores.audit.listRecords(
					organisationId,
					{ code: "agent.duplicated", subjectId: reply.agentId },
					{ first: 10 },
				)
			).items;
		async function beats(heartbeats: readonly Heartbeat[], seconds: number) {
			for (let passed = 0; passed < seconds; passed += 10) {
				for (const { fleet } of [room, replica])
					for (const heartbeat of heartbeats)
						fleet.receiveHeartbeat(agent, heartbeat);
				await clock.wind(10_000);
			}
		}
		// A restart: the old process is heard until it leaves.
		await beats([instance("old")], 30);
		await beats([instance("old"), instance("new")], 50);
		assert.equal((await presence())?.instances.length, 2);
		await beats([instance("old", true), instance("new")], 10);
		await beats([instance("new")], 60);
		assert.deepEqual(
			(await presence())?.instances.map(({ host }) => host),
			["new"],
		);
		assert.equal((await presence())?.duplicateSince, undefined);
		// A copy.
		await beats([instance("new"), instance("thief")], 80);
		assert.ok((await presence())?.duplicateSince);
		await until(async () => (await records()).length === 1);
		await beats([instance("new"), instance("thief")], 60);
		await beats([instance("new")], 60);
		assert.equal((await presence())?.duplicateSince, undefined);
		// A copy that is only connected says nothing of itself.
		const made = { connectedAt: clock.now() };
		room.connections.push(
			{ address: "192.0.2.1", ...made },
			{ address: "203.0.113.9", ...made },
		);
		await beats([instance("new")], 50);
		assert.equal((await presence())?.duplicateSince, undefined);
		await beats([instance("new")], 30);
		assert.ok((await presence())?.duplicateSince);
		const all = await until(async () => {
			const found = await records();
			return found.length === 2 ? found : undefined;
		});
		const [connected] = all.filter((one) =>
			JSON.stringify(one.facts).includes("203.0.113.9"),
		);
		assert.ok(connected);
	});

	test("plugins are grouped over the fleet by key, kind and version, the unwell first, page by page", async () => {
		const stores = openStores();
		const room = roomOn(stores);
		const organisationId = await stores.organisation();
		const caller = callerOf(organisationId);
		const source = {
			key: "tests/watch",
			kind: "source",
			version: "v1",
			state: "running",
			restarts: 1,
			memoryBytes: 10,
		} as const;
		const dead = {
			...source,
			state: "failed",
			status: "Deactivated",
			lastError: "it ended",
		} as const;
		for (const [name, state] of Object.entries({ eu: source, us: dead })) {
			const { agent } = await join(room, stores, organisationId, name);
			room.fleet.receiveHeartbeat(agent, {
				...beat,
				plugins: [...beat.plugins, state],
			});
		}
		const page = (after?: string, filter = {}) =>
			room.fleet.listFleetPlugins(organisationId, filter, {
				first: 1,
				...(after ? { after } : {}),
			});
		const first = await page();
		assert.deepEqual(
			first.items.map(({ healths, ...rest }) => ({
				...rest,
				healths: healths.map(({ health }) => health).toSorted(),
			})),
			[
				{
					key: "tests/watch",
					kind: "source",
					version: "v1",
					clusters: 2,
					unwell: 1,
					restarts: 2,
					memoryBytes: 20,
					restartedAt: undefined,
					lastError: "it ended",
					healths: ["deactivated", "running"],
				},
			],
		);
		const second = await page(first.nextCursor);
		assert.deepEqual(
			second.items.map(({ key, clusters }) => [key, clusters]),
			[["botkube/kubectl", 2]],
		);
		assert.equal(second.nextCursor, undefined);
		const narrowed = await page(undefined, { cluster: "eu", key: "WATCH" });
		assert.equal(narrowed.items[0]?.clusters, 1);
		await assert.rejects(page("nonsense"), { code: "INPUT_INVALID" });
		const { items } = await room.fleet.listClusterPlugins(
			organisationId,
			{ key: "tests/watch", kind: "source" },
			{ first: 10 },
		);
		assert.deepEqual(
			items.map(({ cluster, health }) => `${cluster} ${health}`),
			["eu running", "us deactivated"],
		);
		// Both orders are recorded, whatever the agent answers.
		const plugin = { key: "tests/watch", kind: "source" } as const;
		await assert.rejects(room.fleet.readPluginLogs(caller, "eu", plugin), {
			code: "CLUSTER_SILENT",
		});
		await room.fleet.restartPlugin(caller, "us", plugin);
		assert.deepEqual(room.orders.restarted, ["us source tests/watch"]);
		for (const code of ["plugin.logs-read", "plugin.restart-asked"] as const) {
			const found = await stores.audit.listRecords(
				organisationId,
				{ code },
				{ first: 9 },
			);
			assert.deepEqual(
				found.items.map(({ facts }) => facts.plugin),
				["tests/watch"],
			);
		}
	});

	test("a fleet is counted by version and label, without what was removed", async () => {
		const stores = openStores();
		const room = roomOn(stores);
		const organisationId = await stores.organisation();
		const caller = callerOf(organisationId);
		const beats = {
			eu: beat,
			us: { ...beat, agentVersion: "0.2.0" },
			asia: { ...beat, kubernetes: { reachable: false, problem: "gone" } },
			gone: { ...beat, agentVersion: "0.9.0" },
		};
		for (const [name, said] of Object.entries(beats)) {
			const joined = await join(room, stores, organisationId, name);
			room.fleet.receiveHeartbeat(joined.agent, said);
		}
		const labels = { region: "eu", tier: "prod" };
		await room.fleet.addCluster(caller, { name: "new", labels });
		await room.fleet.addCluster(caller, {
			name: "other",
			labels: { region: "eu", tier: "test" },
		});
		await room.fleet.stop();
		await room.fleet.removeCluster(caller, "gone");
		assert.deepEqual(await room.fleet.countVersions(organisationId), [
			{ of: "agent", version: "0.1.0", clusters: 2 },
			{ of: "kubernetes", version: "v1.32.0", clusters: 2 },
			{ of: "agent", version: "0.2.0", clusters: 1 },
			{ of: "kubernetes", version: undefined, clusters: 1 },
		]);
		assert.deepEqual(await room.fleet.countLabels(organisationId), [
			{ name: "region", value: "eu", clusters: 2, alive: 0 },
			{ name: "tier", value: "prod", clusters: 1, alive: 0 },
			{ name: "tier", value: "test", clusters: 1, alive: 0 },
		]);
	});

	test("a credential ends soon when its renewal is overdue, one for the API server when its end is near", async () => {
		const stores = openStores();
		const room = roomOn(stores);
		const organisationId = await stores.organisation();
		const ending = () =>
			room.fleet.endingCredentials(
				organisationId,
				new Date(room.clock.now().getTime() + 14 * 24 * 3600_000),
			);
		const { reply } = await join(room, stores, organisationId, "eu");
		assert.deepEqual(await ending(), []);
		await room.clock.wind(19 * 3600_000);
		const { agent } = await join(room, stores, organisationId, "us");
		const endsAt = "2026-01-10T00:00:00.000Z";
		const said = { ...beat.kubernetes, credentialEndsAt: endsAt };
		room.fleet.receiveHeartbeat(agent, { ...beat, kubernetes: said });
		await room.fleet.stop();
		assert.deepEqual(await ending(), [
			{
				kind: "agent",
				clusterName: "eu",
				endsAt: new Date(reply.credential.expiresAt),
			},
			{ kind: "kubernetes", clusterName: "us", endsAt: new Date(endsAt) },
		]);
	});

	test("a join token that is ended lets nobody in, and the cluster stays as it is", async () => {
		const stores = openStores();
		const room = roomOn(stores);
		const [organisationId, stranger] = [
			await stores.organisation(),
			await stores.organisation(),
		];
		const caller = callerOf(organisationId);
		const { token, expiresAt } = await room.fleet.addCluster(caller, {
			name: "eu",
		});
		const waiting = (of: OrganisationId) =>
			room.fleet.findUnusedJoinToken(of, "eu");
		const found = await waiting(organisationId);
		assert.deepEqual(
			[found?.createdAt, found?.expiresAt],
			[room.clock.now(), expiresAt],
		);
		assert.equal(await waiting(stranger), undefined);
		await assert.rejects(room.fleet.endJoinToken(callerOf(stranger), "eu"), {
			code: "CLUSTER_UNKNOWN",
		});
		for (let twice = 0; twice < 2; twice++) {
			const cluster = await room.fleet.endJoinToken(caller, "eu");
			assert.equal(cluster.state, "joining");
		}
		assert.equal(await waiting(organisationId), undefined);
		const busAccount = await busAccountOf(stores, organisationId);
		const inst = readJoinToken(token)?.inst ?? "";
		await assert.rejects(
			room.fleet.enrolAgent({ busAccount, inst }, enrolment()),
			{ code: "JOIN_TOKEN_USED" },
		);
		const { items } = await stores.audit.listRecords(
			organisationId,
			{ code: "cluster.join-ended" },
			{ first: 10 },
		);
		assert.equal(items.length, 1, "only what ended something is recorded");
	});

	test("no method of the store lets organisation B reach what is A's", async () => {
		const stores = openStores();
		const room = roomOn(stores);
		const { fleetStore: store } = stores;
		const [a, b] = [await stores.organisation(), await stores.organisation()];
		await room.fleet.prepareOrganisation(b);
		const mine = await join(room, stores, a, "eu");
		room.fleet.receiveHeartbeat(mine.agent, beat);
		await room.fleet.stop();
		const { clusterId, agentId } = mine.reply;
		const again = await room.fleet.addCluster(callerOf(a), {
			name: "eu",
			again: true,
		});
		const inst = readJoinToken(again.token)?.inst ?? "";
		const tokenId = inst.replace("-", "_");
		assert.ok(isId("joinToken", tokenId));
		const at = new Date("2026-01-01T00:00:01Z");
		const inTx = <T>(act: Parameters<typeof stores.transact<T>>[0]) =>
			stores.transact(act);
		const before = await snapshot();
		/** What B does with A's ids, one for each method; a method that is not here fails the test. */
		const attempts: Record<keyof FleetStore, () => Promise<unknown>> = {
			insertBusAccount: () =>
				inTx((tx) =>
					store.insertBusAccount(tx, {
						organisationId: b,
						busAccountId: mine.busAccount,
						sealedSecrets: "x",
						revision: 1,
						pushedRevision: 0,
					}),
				),
			findBusAccount: async () =>
				(await store.findBusAccount(b))?.busAccountId === mine.busAccount,
			replaceBusSecrets: async () => {
				const stored = await store.findBusAccount(a);
				const from = stored?.sealedSecrets ?? "";
				await store.replaceBusSecrets(b, { from, to: "stolen" });
			},
			organisationOfBusAccount: async () =>
				(await store.organisationOfBusAccount(mine.busAccount)) === b,
			listBusAccounts: async () =>
				(await store.listBusAccounts("all")).some(
					(one) =>
						one.organisationId === b && one.busAccountId === mine.busAccount,
				),
			markPushed: async () => void (await store.markPushed(b, 1)),
			listRevocations: async () => (await store.listRevocations(b, at)).length,
			insertCluster: async () => undefined,
			removeCluster: () =>
				inTx((tx) => store.removeCluster(tx, b, clusterId, at)),
			findCluster: async () =>
				(await store.findCluster(b, { id: clusterId })) ??
				(await store.findCluster(b, { name: "eu" })),
			lockCluster: () => inTx((tx) => store.lockCluster(tx, b, clusterId)),
			findClusterOfAgent: () => store.findClusterOfAgent(b, agentId),
			listClusters: async () =>
				(await store.listClusters(b, { limit: 10 })).length,
			listClusterNames: async () =>
				(await store.listClusterNames(b, { limit: 10 })).length,
			suggestTargets: async () =>
				Object.values(await store.suggestTargets(b, "", 10)).flat().length,
			countClusters: async () =>
				(await store.countClusters(b, { only: clusterId })).length,
			countVersions: async () => (await store.countVersions(b, 10)).length,
			countLabels: async () => (await store.countLabels(b, 10)).length,
			listFleetPlugins: async () =>
				(await store.listFleetPlugins(b, {}, { limit: 10 })).length,
			listClusterPlugins: async () =>
				(
					await store.listClusterPlugins(
						b,
						{ key: "botkube/kubectl", kind: "executor" },
						{ limit: 10 },
					)
				).length,
			endingCredentials: async () => {
				const late = new Date("2100-01-01");
				const before = { agent: late, kubernetes: late };
				return (await store.endingCredentials(b, before, 10)).length;
			},
			nameClusters: async () => (await store.nameClusters(b, [clusterId])).size,
			findUnusedJoinToken: () => store.findUnusedJoinToken(b, clusterId),
			insertJoinToken: async () => undefined,
			findJoinToken: () => store.findJoinToken(b, tokenId),
			useJoinToken: () => inTx((tx) => store.useJoinToken(tx, b, tokenId, at)),
			endJoinTokens: async () =>
				(await inTx((tx) => store.endJoinTokens(tx, b, clusterId, at))).length,
			insertAgent: async () => undefined,
			revokeAgents: async () =>
				(await inTx((tx) => store.revokeAgents(tx, b, clusterId, at))).length,
			extendCredential: () =>
				inTx((tx) => store.extendCredential(tx, b, agentId, at)),
			askForRotation: () =>
				inTx((tx) => store.askForRotation(tx, b, agentId, at)),
			offerKey: () =>
				inTx((tx) =>
					store.offerKey(tx, b, agentId, {
						userKey: enrolment().userKey,
						notBefore: new Date(0),
						at,
					}),
				),
			settleKey: () =>
				inTx((tx) =>
					store.settleKey(tx, b, agentId, {
						userKey: enrolment().userKey,
						at,
					}),
				),
			awaitAgent: () => inTx((tx) => store.awaitAgent(tx, b, clusterId, at)),
			findAgent: () => store.findAgent(b, agentId),
			listAgents: async () =>
				(await store.listAgents({ limit: 1000 })).some(
					(one) => one.organisationId === b && one.agentId === agentId,
				),
			saveHeartbeats: () =>
				store.saveHeartbeats([
					{
						organisationId: b,
						agentId,
						clusterId,
						state: "lost",
						since: new Date(),
						lastSeenAt: new Date(),
						heartbeat: { ...beat, running: 99 },
					},
				]),
		};
		assert.deepEqual(
			Object.keys(attempts).sort(),
			Object.keys(store).sort(),
			"every method is tried",
		);
		for (const [method, attempt] of Object.entries(attempts))
			assert.ok(!(await attempt()), `${method} reaches over`);
		assert.deepEqual(await snapshot(), before);
		assert.equal(await room.fleet.addressOf(b, agentId), undefined);
		const busAccount = await busAccountOf(stores, b);
		const forged = { busAccount, inst: mine.agent.inst };
		assert.equal(await room.fleet.findAgentAt(forged), undefined);
		await assert.rejects(room.fleet.renewCredential(forged), {
			code: "JOIN_TOKEN_INVALID",
		});
		assert.deepEqual(room.fleet.connectedAgents(b), []);

		async function snapshot() {
			return {
				cluster: await store.findCluster(a, { name: "eu" }),
				token: await store.findJoinToken(a, tokenId as never),
				busAccount: await store.findBusAccount(a),
				agent: await store.findAgent(a, agentId),
			};
		}
	});
}

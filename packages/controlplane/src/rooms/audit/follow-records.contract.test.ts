import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { OrganisationId } from "@quarterdeck/contract";
import {
	createNewId,
	type Signals,
	silentLog,
	systemClock,
	type Transact,
} from "@quarterdeck/runtime";
import { createFakeSignals } from "@quarterdeck/runtime/fakes";
import { createHandClock, eachPostgres, until } from "@quarterdeck/testkit";
import {
	type ChangeSignals,
	createSignals,
	type Database,
	openChangeSignals,
} from "../../plumbing/postgres/index.ts";
import { useTestStore } from "../../plumbing/postgres/test-store.fixture.ts";
import type { AuditRecord } from "./audit-record.ts";
import { createPgAuditStore } from "./audit-store.pg.ts";
import type { AuditStore } from "./audit-store.ts";
import { createFollowRecords } from "./follow-records.ts";
import { grownChains } from "./grown-chains.ts";
import { recordEvent } from "./record-event.ts";

interface Replicas {
	readonly auditStore: AuditStore;
	/** Each is what one replica hears. */
	readonly signals: readonly [GrownChains, GrownChains];
	readonly transact: Transact;
}

type GrownChains = Pick<Signals<OrganisationId>, "follow">;

const newId = createNewId(systemClock);

eachPostgres((postgres) => {
	const store = useTestStore(postgres);
	let second: ChangeSignals;
	before(async () => {
		const { url } = store;
		second = await openChangeSignals({
			url,
			log: silentLog,
			clock: systemClock,
		});
	});
	after(() => second.stop());
	suite(() => ({
		auditStore: createPgAuditStore(store.database),
		signals: [
			createSignals(store.signals, grownChains),
			createSignals(second, grownChains),
		],
		transact: store.database.transact,
	}));
	failing(() => store.database);
});

function followingOn(stores: Replicas, replica: 0 | 1 = 0) {
	return createFollowRecords({
		auditStore: stores.auditStore,
		signals: stores.signals[replica],
		clock: systemClock,
		log: silentLog,
	});
}

/** One transaction that appends so many records, numbered as told. */
async function write(
	stores: Pick<Replicas, "auditStore" | "transact">,
	organisationId: OrganisationId,
	numbers: readonly number[],
	given: { readonly fails?: boolean } = {},
): Promise<void> {
	const deps = { auditStore: stores.auditStore, clock: systemClock, newId };
	await stores.transact(async (tx) => {
		for (const n of numbers)
			await recordEvent(deps, tx, {
				organisationId,
				code: n % 2 === 0 ? "cluster.added" : "person.added",
				who: { kind: "process", processId: newId("process") },
				outcome: "succeeded",
				facts: { n },
			});
		if (given.fails) throw new Error("undone");
	});
}

async function take(
	records: AsyncIterator<AuditRecord>,
	count: number,
): Promise<unknown[]> {
	const taken: unknown[] = [];
	while (taken.length < count) {
		const { done, value } = await records.next();
		if (done) break;
		taken.push(value.facts.n);
	}
	return taken;
}

const upTo = (count: number) => Array.from({ length: count }, (_, i) => i);

function suite(openReplicas: () => Replicas): void {
	test("what is committed is told on every replica, in order, each once, and nothing else", async () => {
		const stores = openReplicas();
		const organisationId = newId("organisation");
		const stranger = newId("organisation");
		await write(stores, organisationId, [100, 101]);
		const here = await followingOn(stores, 0)(organisationId, {});
		const there = await followingOn(stores, 1)(organisationId, {
			code: "person.added",
			text: "1",
		});
		await write(stores, stranger, [200, 201]);
		await assert.rejects(
			write(stores, organisationId, [300, 301], { fails: true }),
			/undone/,
		);
		await Promise.all([
			write(stores, organisationId, [1]),
			write(stores, organisationId, [11, 12]),
		]);
		await write(stores, organisationId, [21]);
		const told = await take(here, 4);
		assert.deepEqual(told.toSorted(), [1, 11, 12, 21]);
		assert.equal(told.at(-1), 21);
		const filtered = await take(there, 3);
		assert.deepEqual(filtered.toSorted(), [1, 11, 21]);
		await here.return?.();
		await there.return?.();
	});

	test("who listens too slowly is told so, and nobody else waits for them", async () => {
		const stores = openReplicas();
		const organisationId = newId("organisation");
		const follow = followingOn(stores);
		const slow = await follow(organisationId, {});
		const quick = await follow(organisationId, {});
		for (let i = 0; i < 6; i++) {
			const numbers = upTo(100).map((n) => i * 100 + n);
			await write(stores, organisationId, numbers);
			assert.deepEqual(await take(quick, 100), numbers);
		}
		assert.deepEqual(await take(slow, 500), upTo(500));
		await assert.rejects(slow.next(), { code: "AUDIT_LISTENER_BEHIND" });
		await write(stores, organisationId, [7000]);
		assert.deepEqual(await take(quick, 1), [7000]);
		await quick.return?.();
	});

	test("a burst larger than a batch is told whole", async () => {
		const stores = openReplicas();
		const organisationId = newId("organisation");
		const records = await followingOn(stores)(organisationId, {});
		await write(stores, organisationId, upTo(450));
		assert.deepEqual(await take(records, 450), upTo(450));
		await records.return?.();
	});

	test("leaving ends what waits at once, also twice, and begins anew where the chain is then", async () => {
		const stores = openReplicas();
		const organisationId = newId("organisation");
		const follow = followingOn(stores);
		const records = await follow(organisationId, {});
		const waiting = records.next();
		await records.return?.();
		await records.return?.();
		assert.equal((await waiting).done, true);
		assert.equal((await records.next()).done, true);
		await write(stores, organisationId, [1]);
		const again = await follow(organisationId, {});
		await write(stores, organisationId, [2]);
		assert.deepEqual(await take(again, 1), [2]);
		await again.return?.();
		await assert.rejects(follow(organisationId, { text: "x".repeat(201) }), {
			code: "INPUT_INVALID",
		});
	});
}

/** What only a store and signals that fail on demand can show. */
function failing(openDatabase: () => Database): void {
	test("a lost signal and a store that fails lose no record", async () => {
		const organisationId = newId("organisation");
		const signals = createFakeSignals<OrganisationId>();
		const { transact } = openDatabase();
		const store = createPgAuditStore(openDatabase());
		const clock = createHandClock();
		let isBroken = false;
		const stores = { auditStore: store, transact };
		const follow = createFollowRecords({
			auditStore: {
				...store,
				async scan(...given) {
					if (isBroken) throw new Error("broken");
					return store.scan(...given);
				},
			},
			signals,
			clock,
			log: silentLog,
		});
		const records = await follow(organisationId, {});
		await write(stores, organisationId, [1, 2]);
		signals.miss();
		assert.deepEqual(await take(records, 2), [1, 2]);
		isBroken = true;
		await write(stores, organisationId, [3]);
		signals.tell(organisationId);
		await until(() => clock.pendingTimers === 1);
		isBroken = false;
		await clock.wind(1000);
		assert.deepEqual(await take(records, 1), [3]);
		await records.return?.();
		assert.equal(clock.pendingTimers, 0);
		signals.tell(organisationId);
	});

	test("a chain that cannot be read is not followed, and can be later", async () => {
		const organisationId = newId("organisation");
		const signals = createFakeSignals<OrganisationId>();
		const { transact } = openDatabase();
		const store = createPgAuditStore(openDatabase());
		let isBroken = true;
		const follow = createFollowRecords({
			auditStore: {
				...store,
				async head(id) {
					if (isBroken) throw new Error("broken");
					return store.head(id);
				},
			},
			signals,
			clock: systemClock,
			log: silentLog,
		});
		await assert.rejects(follow(organisationId, {}), /broken/);
		isBroken = false;
		const records = await follow(organisationId, {});
		const stores = { auditStore: store, transact };
		await write(stores, organisationId, [1]);
		signals.tell(organisationId);
		assert.deepEqual(await take(records, 1), [1]);
		await records.return?.();
	});
}

import assert from "node:assert/strict";
import { test } from "node:test";
import type {
	ClusterId,
	Heartbeat,
	Labels,
	OrganisationId,
} from "@quarterdeck/contract";
import { createNewId, systemClock } from "@quarterdeck/runtime";
import { eachPostgres } from "@quarterdeck/testkit";
import { sql } from "kysely";
import {
	type TestStore,
	useTestStore,
} from "../../plumbing/postgres/test-store.fixture.ts";
import { insertOrganisation } from "../people/insert-organisation.fixture.ts";
import { nobodySpeaks } from "./agent-presence.ts";
import { orderBy } from "./cluster-order.pg.ts";
import { type ClusterOrder, clusterOrders } from "./cluster-order.ts";
import { createPgFleetStore } from "./fleet-store.pg.ts";
import { listClusters } from "./list-clusters.ts";
import { createLiveness } from "./liveness.ts";

const newId = createNewId(systemClock);

eachPostgres((postgres) => {
	const store = useTestStore(postgres);
	suite(() => store);
});

interface Seed {
	readonly name: string;
	readonly labels?: Labels;
	readonly sinceMs?: number;
	/** What the agent says, where there is one. */
	readonly says?: {
		readonly agent: string;
		readonly kubernetes?: string;
		readonly running: number;
	};
}

function beat(says: NonNullable<Seed["says"]>): Heartbeat {
	return {
		at: new Date().toISOString(),
		agentVersion: says.agent,
		protocol: 1,
		configurationVersion: 1,
		running: says.running,
		kubernetes: { reachable: true, version: says.kubernetes },
		plugins: [],
	};
}

function storesOn({ database }: TestStore) {
	return {
		database,
		fleetStore: createPgFleetStore(database),
		liveness: createLiveness(),
	};
}
type Stores = ReturnType<typeof storesOn>;

async function insertCluster(
	{ database, fleetStore }: Stores,
	organisationId: OrganisationId,
	{ name, labels = {}, sinceMs = 0, says }: Seed,
): Promise<ClusterId> {
	const id = newId("cluster");
	const agentId = newId("agent");
	const at = new Date(sinceMs);
	await database.transact(async (tx) => {
		await fleetStore.insertCluster(tx, {
			id,
			organisationId,
			name,
			labels,
			state: "alive",
			since: at,
			createdAt: at,
			removedAt: undefined,
			agent: undefined,
		});
		if (says)
			await fleetStore.insertAgent(tx, organisationId, id, {
				id: agentId,
				userKey: `U${"A".repeat(55)}`,
				enrolledAt: at,
				credentialExpiresAt: at,
				lastSeenAt: undefined,
				agentVersion: "0.0.1",
				protocol: 1,
				clusterUid: undefined,
				configurationVersion: 0,
				running: 0,
				kubernetes: undefined,
				plugins: [],
				presence: nobodySpeaks,
			});
	});
	if (says)
		await fleetStore.saveHeartbeats([
			{
				organisationId,
				agentId,
				clusterId: id,
				state: "alive",
				since: at,
				lastSeenAt: at,
				heartbeat: beat(says),
			},
		]);
	return id;
}

async function listed(
	stores: Stores,
	organisationId: OrganisationId,
	order: ClusterOrder,
): Promise<readonly string[]> {
	const names: string[] = [];
	for (let after: string | undefined; ; ) {
		const page = await listClusters(
			stores,
			organisationId,
			{ order },
			{ first: 1, after },
		);
		names.push(...page.items.map(({ name }) => name));
		assert.ok(names.length < 20, `${order} never ends`);
		if (page.nextCursor === undefined) return names;
		after = page.nextCursor;
	}
}

const seeds: readonly Seed[] = [
	{
		name: "shop-10",
		labels: { zone: "eu-2", tier: "1" },
		sinceMs: 3000,
		says: { agent: "0.9.0", kubernetes: "v1.34.0", running: 0 },
	},
	{
		name: "shop-2",
		labels: { zone: "eu-10", tier: "1" },
		sinceMs: 1000,
		says: { agent: "0.10.0", kubernetes: "v1.9.3", running: 12 },
	},
	{
		name: "edge",
		labels: { tier: "1", zone: "eu-2" },
		sinceMs: 3000,
		says: { agent: "0.9.0", running: 3 },
	},
	{ name: "new", sinceMs: 2000 },
];

function suite(store: () => TestStore): void {
	test("clusters stand in every order, page by page, those it does not tell apart by name", async () => {
		const stores = storesOn(store());
		const organisationId = await insertOrganisation(stores.database);
		const stranger = await insertOrganisation(stores.database);
		for (const seed of seeds) await insertCluster(stores, organisationId, seed);
		await insertCluster(stores, stranger, { name: "theirs" });
		const expected = {
			name: ["edge", "new", "shop-2", "shop-10"],
			trouble: ["edge", "new", "shop-2", "shop-10"],
			since: ["shop-2", "new", "edge", "shop-10"],
			labels: ["edge", "shop-10", "shop-2", "new"],
			kubernetes: ["shop-2", "shop-10", "edge", "new"],
			agent: ["edge", "shop-10", "shop-2", "new"],
			running: ["new", "shop-10", "edge", "shop-2"],
		};
		for (const [column, names] of Object.entries(expected)) {
			const order = column as keyof typeof expected;
			assert.deepEqual(await listed(stores, organisationId, order), names);
			assert.deepEqual(
				await listed(stores, organisationId, `${order}-descending`),
				names.toReversed(),
				`${order}-descending`,
			);
		}
		assert.equal(Object.keys(expected).length * 2, clusterOrders.length);
		for (const order of clusterOrders)
			assert.deepEqual(await listed(stores, stranger, order), ["theirs"]);
	});

	test("a place in a list stays where it was when what it is sorted by changes meanwhile", async () => {
		const stores = storesOn(store());
		const organisationId = await insertOrganisation(stores.database);
		for (const seed of seeds) await insertCluster(stores, organisationId, seed);
		const page = (after?: string) =>
			listClusters(
				stores,
				organisationId,
				{ order: "running-descending" },
				{ first: 1, after },
			);
		const first = await page();
		const [busiest] = first.items;
		assert.equal(busiest?.name, "shop-2");
		assert.ok(busiest.agent);
		await stores.fleetStore.saveHeartbeats([
			{
				organisationId,
				agentId: busiest.agent.id,
				clusterId: busiest.id,
				state: "alive",
				since: new Date(),
				lastSeenAt: new Date(),
				heartbeat: beat({ agent: "0.10.0", running: 0 }),
			},
		]);
		const second = await page(first.nextCursor);
		assert.equal(second.items[0]?.name, "edge");
	});

	test("a list goes on behind times that are finer than a cursor tells", async () => {
		const stores = storesOn(store());
		const organisationId = await insertOrganisation(stores.database);
		for (const seed of seeds) await insertCluster(stores, organisationId, seed);
		await sql`
			update clusters set since = '2026-01-01T00:00:00.123456Z' where organisation_id = ${organisationId}
		`.execute(stores.database.on());
		const names = ["edge", "new", "shop-2", "shop-10"];
		assert.deepEqual(await listed(stores, organisationId, "since"), names);
		assert.deepEqual(
			await listed(stores, organisationId, "since-descending"),
			names.toReversed(),
		);
	});

	test("a cluster without an agent, which was revoked, has no version any more", async () => {
		const stores = storesOn(store());
		const { database, fleetStore } = stores;
		const organisationId = await insertOrganisation(database);
		const [one, other] = seeds as readonly [Seed, Seed];
		const id = await insertCluster(stores, organisationId, one);
		await insertCluster(stores, organisationId, other);
		assert.deepEqual(await listed(stores, organisationId, "agent"), [
			"shop-10",
			"shop-2",
		]);
		await database.transact((tx) =>
			fleetStore.revokeAgents(tx, organisationId, id, new Date()),
		);
		for (const order of ["agent", "running-descending"] as const)
			assert.deepEqual(await listed(stores, organisationId, order), [
				"shop-2",
				"shop-10",
			]);
	});

	test("a cursor of another order, or none, is refused", async () => {
		const stores = storesOn(store());
		const organisationId = await insertOrganisation(stores.database);
		for (const seed of seeds) await insertCluster(stores, organisationId, seed);
		const cursors = new Map<ClusterOrder, string>();
		for (const order of clusterOrders) {
			const { nextCursor } = await listClusters(
				stores,
				organisationId,
				{ order },
				{ first: 1 },
			);
			assert.ok(nextCursor);
			cursors.set(order, nextCursor);
		}
		const refused = (order: ClusterOrder, after: string) =>
			assert.rejects(
				listClusters(stores, organisationId, { order }, { first: 1, after }),
				{ code: "INPUT_INVALID" },
				`${order} takes ${after}`,
			);
		for (const order of clusterOrders)
			for (const [other, cursor] of cursors)
				if (other !== order) await refused(order, cursor);
		for (const [order, after] of [
			["trouble", "shop"],
			["trouble", "trouble:5:shop"],
			["trouble", "trouble:0:"],
			["trouble", "trouble:0:UP"],
			["since", "since:1e3:shop"],
			["since", "since:9999999999999999:shop"],
			["running", "running:99999999999:shop"],
			["running", "running:-2:shop"],
			["agent", "agent:\0:shop"],
			["labels", `labels:${"x".repeat(101)}:shop`],
			["name", "name:shop"],
			["name-descending", "name-descending:x:shop"],
		] as const)
			await refused(order, after);
	});

	test("an index carries every order", async () => {
		const stores = storesOn(store());
		const organisationId = await insertOrganisation(stores.database);
		for (const order of clusterOrders) {
			const plan = await stores.database.transact(async (tx) => {
				const on = stores.database.on(tx);
				await sql`set local enable_sort = off`.execute(on);
				const { rows } = await sql<{ "QUERY PLAN": string }>`
					explain select * from clusters
					where clusters.organisation_id = ${organisationId} and clusters.removed_at is null
					order by ${orderBy(order)} limit 10
				`.execute(on);
				return rows.map((row) => row["QUERY PLAN"]).join("\n");
			});
			assert.match(plan, /Index Scan/, plan);
			assert.doesNotMatch(plan, /Sort/, plan);
		}
	});
}

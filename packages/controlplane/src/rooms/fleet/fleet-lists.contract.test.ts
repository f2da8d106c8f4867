import assert from "node:assert/strict";
import { test } from "node:test";
import type {
	Labels,
	OrganisationId,
	Requirement,
} from "@quarterdeck/contract";
import { createNewId, systemClock } from "@quarterdeck/runtime";
import { eachPostgres } from "@quarterdeck/testkit";
import fc from "fast-check";
import {
	type TestStore,
	useTestStore,
} from "../../plumbing/postgres/test-store.fixture.ts";
import { insertOrganisation } from "../people/insert-organisation.fixture.ts";
import { type Cluster, clusterStates } from "./cluster.ts";
import {
	type ClusterCriteria,
	type ClusterTerm,
	meetsCriteria,
} from "./cluster-criteria.ts";
import type { ClusterOrder } from "./cluster-order.ts";
import { createPgFleetStore } from "./fleet-store.pg.ts";
import {
	countClusters,
	listClusters,
	summariseFleet,
} from "./list-clusters.ts";
import { createLiveness } from "./liveness.ts";
import { beginSelection, selectFrom } from "./select-clusters.ts";

const newId = createNewId(systemClock);

eachPostgres((postgres) => {
	const store = useTestStore(postgres);
	suite(() => storesOn(store));
});

function storesOn({ database }: TestStore) {
	return {
		fleetStore: createPgFleetStore(database),
		transact: database.transact,
		organisation: () => insertOrganisation(database),
	};
}
type Stores = ReturnType<typeof storesOn>;

type Seed = Pick<Cluster, "name"> & Partial<Pick<Cluster, "labels" | "state">>;

async function insertClusters(
	stores: Stores,
	organisationId: OrganisationId,
	seeds: readonly Seed[],
): Promise<readonly Cluster[]> {
	const clusters = seeds.map(
		(seed): Cluster => ({
			id: newId("cluster"),
			organisationId,
			labels: {},
			state: "joining",
			since: new Date(0),
			createdAt: new Date(0),
			removedAt: undefined,
			agent: undefined,
			...seed,
		}),
	);
	await stores.transact(async (tx) => {
		for (const cluster of clusters)
			await stores.fleetStore.insertCluster(tx, cluster);
	});
	return clusters;
}

const key = fc.constantFrom(
	"a",
	"b",
	"example.com/a",
	"constructor",
	"A",
	"a.b-c_d",
);
const value = fc.constantFrom("", "x", "y", "X", "x.y", "null");
const labels: fc.Arbitrary<Labels> = fc.dictionary(key, value, { maxKeys: 4 });
const requirement: fc.Arbitrary<Requirement> = fc.oneof(
	fc.record({
		kind: fc.constantFrom("in" as const, "not-in" as const),
		key,
		values: fc.array(value, { minLength: 1, maxLength: 3 }),
	}),
	fc.record({
		kind: fc.constantFrom("exists" as const, "absent" as const),
		key,
	}),
);
const glob = fc.string({
	unit: fc.constantFrom("*", "?", "c", "1", "-", "_", "%", "\\"),
	maxLength: 5,
});
const term: fc.Arbitrary<ClusterTerm> = fc.oneof(
	fc.record({
		kind: fc.constant("name" as const),
		name: fc.constantFrom("c-1", "c-2", "nobody", "C-1", "c_1", "' or '1'='1"),
	}),
	fc.record({ kind: fc.constant("glob" as const), pattern: glob }),
	fc.record({
		kind: fc.constant("selector" as const),
		requirements: fc.array(requirement, { minLength: 1, maxLength: 3 }),
	}),
);
const state = fc.constantFrom(...clusterStates.filter((s) => s !== "removed"));
const maybe = <T>(some: fc.Arbitrary<T>) =>
	fc.option(some, { nil: undefined, freq: 1 });
const criteria: fc.Arbitrary<ClusterCriteria> = fc.record({
	requirements: maybe(fc.array(requirement, { maxLength: 3 })),
	search: maybe(fc.constantFrom("c", "-1", "1", "%", "_", "\\", "zzz")),
	states: maybe(fc.subarray([...clusterStates])),
	terms: maybe(fc.array(term, { maxLength: 3 })),
});

function suite(openStores: () => Stores): void {
	test("the store meets every criterion exactly as the reference does", async () => {
		const stores = openStores();
		const organisationId = await stores.organisation();
		const seeds = fc.sample(fc.record({ labels, state }), {
			numRuns: 60,
			seed: 7,
		});
		const all = await insertClusters(
			stores,
			organisationId,
			seeds.map((seed, i) => ({ ...seed, name: `c-${i}` })),
		);
		const read = (wanted: ClusterCriteria) =>
			stores.fleetStore.listClusters(organisationId, { limit: 100 }, wanted);
		await fc.assert(
			fc.asyncProperty(criteria, async (wanted) => {
				const expected = all
					.filter((one) => meetsCriteria(one, wanted))
					.map((one) => one.name);
				const listed = await read(wanted);
				assert.deepEqual(
					listed.map((one) => one.name),
					expected,
				);
				const counts = await stores.fleetStore.countClusters(
					organisationId,
					wanted,
				);
				const counted = counts.reduce((sum, { count }) => sum + count, 0);
				assert.equal(counted, expected.length);
			}),
			{ numRuns: 150 },
		);
		const [one] = all;
		assert.deepEqual(
			(await read({ only: one?.id })).map((found) => found.id),
			[one?.id],
		);
	});

	test("a list is filtered, counted and turned page by page, whatever comes in between", async () => {
		const stores = openStores();
		const organisationId = await stores.organisation();
		const deps = { ...stores, liveness: createLiveness() };
		await insertClusters(stores, organisationId, [
			{ name: "prod-b", labels: { region: "eu" }, state: "alive" },
			{ name: "prod-a", labels: { region: "eu" }, state: "lost" },
			{ name: "prod-c", labels: { region: "eu" }, state: "alive" },
			{ name: "test-a", labels: { region: "eu" }, state: "alive" },
			{ name: "prod-d", labels: { region: "us" }, state: "alive" },
		]);
		const filter = {
			selector: " region=eu ",
			search: "PROD",
			states: ["alive", "lost"] as const,
		};
		const page = (after?: string) =>
			listClusters(deps, organisationId, filter, { first: 1, after });
		const first = await page();
		assert.deepEqual(
			[first.items.map((one) => one.name), first.nextCursor],
			[["prod-a"], "prod-a"],
		);
		await insertClusters(stores, organisationId, [
			{ name: "prod-0", labels: { region: "eu" }, state: "alive" },
		]);
		const second = await page(first.nextCursor);
		assert.equal(second.items[0]?.name, "prod-b");
		const last = await page(second.nextCursor);
		assert.deepEqual(
			[last.items.map((one) => one.name), last.nextCursor],
			[["prod-c"], undefined],
		);
		assert.equal(await countClusters(deps, organisationId, filter), 4);
		assert.equal(await countClusters(deps, organisationId, { states: [] }), 0);
		assert.deepEqual(await summariseFleet(deps, organisationId), [
			{ state: "alive", count: 5 },
			{ state: "degraded", count: 0 },
			{ state: "lost", count: 1 },
			{ state: "away", count: 0 },
			{ state: "joining", count: 0 },
		]);
		const stranger = await stores.organisation();
		assert.equal(await countClusters(deps, stranger, {}), 0);
		for (const wrong of [{ selector: "a=b=c" }, { search: "x".repeat(64) }])
			await assert.rejects(countClusters(deps, organisationId, wrong), {
				code: "INPUT_INVALID",
			});
	});

	test("names stand in natural order, trouble first on request, page by page", async () => {
		const stores = openStores();
		const organisationId = await stores.organisation();
		const deps = { ...stores, liveness: createLiveness() };
		await insertClusters(stores, organisationId, [
			{ name: "shop-10", state: "alive" },
			{ name: "shop-2", state: "alive" },
			{ name: "shop-02", state: "lost" },
			{ name: "shop-2-b", state: "degraded" },
			{ name: "shop", state: "away" },
			{ name: "shop-1", state: "joining" },
			{ name: "2shop", state: "lost" },
			{ name: `n${"9".repeat(25)}`, state: "alive" },
			{ name: "n7", state: "alive" },
		]);
		const all = async (order: ClusterOrder) => {
			const names: string[] = [];
			for (let after: string | undefined; ; ) {
				const page = await listClusters(
					deps,
					organisationId,
					{ order },
					{ first: 2, after },
				);
				names.push(...page.items.map((one) => one.name));
				if (page.nextCursor === undefined) return names;
				after = page.nextCursor;
			}
		};
		const natural = [
			"2shop",
			"n7",
			`n${"9".repeat(25)}`,
			"shop",
			"shop-1",
			"shop-02",
			"shop-2",
			"shop-2-b",
			"shop-10",
		];
		assert.deepEqual(await all("name"), natural);
		assert.deepEqual(await all("name-descending"), natural.toReversed());
		assert.deepEqual(await all("trouble"), [
			"2shop",
			"shop-02",
			"shop-2-b",
			"shop",
			"shop-1",
			"n7",
			`n${"9".repeat(25)}`,
			"shop-2",
			"shop-10",
		]);
		assert.deepEqual(
			await stores.fleetStore.suggestTargets(organisationId, "shop-", 3),
			{ names: ["shop-1", "shop-02", "shop-2"], labels: [] },
		);
	});

	test("of a large fleet a selection is what it is when all clusters are known", async () => {
		const stores = openStores();
		const organisationId = await stores.organisation();
		const all = await insertClusters(
			stores,
			organisationId,
			Array.from({ length: 230 }, (_, i) => ({
				name: `c-${String(i).padStart(3, "0")}`,
				labels: { odd: i % 2 === 1 ? "yes" : "no" },
			})),
		);
		for (const terms of [
			["c-229"],
			["c-22*", "c-001", "odd=yes"],
			["c-?", "c-23"],
			["c-300"],
			["c-0*", "odd in (", "x=y", " c-007 "],
			[],
		]) {
			const selection = { kind: "terms", terms } as const;
			const expected = selectFrom(all, selection);
			const select = beginSelection(stores.fleetStore, organisationId);
			const selected = await select(selection);
			const shown = ({ clusters, problems }: typeof selected) => ({
				names: clusters.map((one) => one.name),
				problems: problems.map((one) => one.message),
			});
			assert.deepEqual(shown(selected), shown(expected));
		}
		const everything = await beginSelection(
			stores.fleetStore,
			organisationId,
		)({ kind: "all" });
		assert.equal(everything.clusters.length, 230);
	});
}

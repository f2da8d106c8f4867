import assert from "node:assert/strict";
import { test } from "node:test";
import type { OrganisationId } from "@quarterdeck/contract";
import {
	createNewId,
	silentLog,
	systemClock,
	type Transact,
} from "@quarterdeck/runtime";
import { createHandClock, eachPostgres } from "@quarterdeck/testkit";
import fc from "fast-check";
import { useTestStore } from "../../plumbing/postgres/test-store.fixture.ts";
import { insertOrganisation } from "../people/insert-organisation.fixture.ts";
import { assembleAudit } from "./audit.wiring.ts";
import type { AuditFilter, AuditRecord } from "./audit-record.ts";
import { createPgAuditStore } from "./audit-store.pg.ts";
import type { AuditStore } from "./audit-store.ts";
import { createPgClusterIndex } from "./cluster-index.pg.ts";
import type { ClusterIndex } from "./cluster-index.ts";
import { everyPage } from "./every-page.fixture.ts";
import { matcherOf } from "./matches-filter.ts";
import { createPgSignedHeads } from "./signed-heads.pg.ts";
import type { SignedHeads } from "./signed-heads.ts";

interface Stores {
	readonly auditStore: AuditStore;
	readonly signedHeads: SignedHeads;
	readonly clusterIndex: ClusterIndex;
	readonly transact: Transact;
	organisation(): Promise<OrganisationId>;
}

const newId = createNewId(systemClock);
/** So small that every list runs into it. */
const window = 3;

eachPostgres((postgres) => {
	const store = useTestStore(postgres);
	suite(() => ({
		auditStore: createPgAuditStore(store.database, window),
		signedHeads: createPgSignedHeads(store.database),
		clusterIndex: createPgClusterIndex(store.database),
		transact: store.database.transact,
		organisation: () => insertOrganisation(store.database),
	}));
});

const emails = ["ada@example.com", "bob@example.com", "cem@example.com"];
const clusters = ["eu", "us", "asia"];
const codes = ["command.run", "cluster.added", "person.added"] as const;
const outcomes = ["opened", "succeeded", "denied"] as const;
const texts = [
	"kubectl get pods -n shop",
	'echo "Quoted" \\ 100%_',
	"KUBECTL delete ns köln",
	"helm list\nall",
];
const words = ["kubectl", "POD", '"quoted"', "100%_", "\\", "köln shop", "zz"];
const readers = [
	{ email: "ada@example.com", channels: [] },
	{
		email: "eve@example.com",
		channels: [
			{ platform: "console", channel: "ops" },
			{ platform: "slack", channel: "private" },
		],
	},
] as const;
const maybe = <T>(some: readonly T[]) =>
	fc.option(fc.constantFrom(...some), { nil: undefined, freq: 1 });
const begin = Date.parse("2026-01-01T00:00:00Z");
const instants = [0, 1, 3, 4, 100].map((s) => new Date(begin + s * 1000));

function auditOn(stores: Stores, clock = createHandClock()) {
	return assembleAudit({ ...stores, clock, newId, log: silentLog });
}

function suite(openStores: () => Stores): void {
	test("records are found by every combination of filters, newest or oldest first, however few a page looks at", async () => {
		const stores = openStores();
		const organisationId = await stores.organisation();
		const strangers = await stores.organisation();
		const written: AuditRecord[] = [];
		const of = <T>(list: readonly T[], n: number) => list[n % list.length] as T;
		for (let i = 0; i < 24; i++) {
			const at = new Date(begin + Math.floor(i / 3) * 1000);
			const audit = auditOn(stores, createHandClock(at));
			const event = {
				code: of(codes, i),
				outcome: of(outcomes, Math.floor(i / 2)),
				who: {
					kind: "person" as const,
					personId: newId("person"),
					email: of(emails, Math.floor(i / 4)),
				},
				subjectId: `cmd_${i % 5}`,
				clusters:
					i % 4 === 0 ? [] : clusters.slice(i % 3).map((name) => ({ name })),
				channel: of(["ops", undefined, "private"], i),
				facts: {
					text: of(texts, i),
					n: i,
					...(i % 5 > 0 && { platform: of(["console", "slack"], i) }),
				},
			};
			for (const id of [organisationId, strangers]) {
				const record = await stores.transact((tx) =>
					audit.recordEvent(tx, { ...event, organisationId: id }),
				);
				if (id === organisationId) written.unshift(record);
			}
		}
		const audit = auditOn(stores);
		const entries = await stores.auditStore.scan(organisationId, 0, 100);
		const filters: fc.Arbitrary<AuditFilter> = fc.record({
			email: maybe([...emails, "ADA@example.com", "nobody@example.com"]),
			clusterName: maybe([...clusters, "nowhere", "e"]),
			code: maybe(codes),
			outcome: maybe([...outcomes, "lost" as const]),
			subjectId: maybe(["cmd_0", "cmd_3", "cmd_9"]),
			text: maybe(words),
			from: maybe(instants),
			before: maybe(instants),
			reader: maybe(readers),
		});
		const orders = fc.constantFrom("newest" as const, "oldest" as const);
		await fc.assert(
			fc.asyncProperty(filters, fc.nat(9), orders, async (filter, n, order) => {
				const listed = await everyPage(
					(page) =>
						audit.listRecords(organisationId, filter, { ...page, order }),
					n + 1,
				);
				const matches = matcherOf(filter);
				const expected = entries
					.filter(matches)
					.map((entry) => entry.seq)
					.sort((a, b) => (order === "oldest" ? a - b : b - a));
				assert.deepEqual(
					listed.map((record) => record.seq),
					expected,
				);
				const scan = stores.auditStore.prepareRangeScan(organisationId, filter);
				assert.deepEqual(
					await scan(n, n + 9),
					entries.filter(
						(entry) => matches(entry) && entry.seq > n && entry.seq <= n + 9,
					),
				);
			}),
			{ numRuns: 150 },
		);
		const [newest] = written;
		assert.ok(newest);
		assert.deepEqual(await audit.findRecord(organisationId, newest.id), newest);
		assert.equal(await audit.findRecord(strangers, newest.id), undefined);
		assert.equal(await audit.findRecord(organisationId, "aud_x"), undefined);
	});

	test("records whose instants do not follow their numbers are listed by instant, each once", async () => {
		const stores = openStores();
		const organisationId = await stores.organisation();
		for (const second of [5, 1, 5, 3, 1, 9, 2])
			await stores.transact((tx) =>
				auditOn(
					stores,
					createHandClock(new Date(begin + second * 1000)),
				).recordEvent(tx, {
					organisationId,
					code: "cluster.added",
					who: { kind: "process", processId: newId("process") },
					outcome: "succeeded",
				}),
			);
		for (const first of [1, 2, 3, 50]) {
			const listed = await everyPage(
				(page) => auditOn(stores).listRecords(organisationId, {}, page),
				first,
			);
			assert.deepEqual(
				listed.map((record) => record.seq),
				[6, 3, 1, 4, 7, 5, 2],
			);
			const oldest = await everyPage(
				(page) =>
					auditOn(stores).listRecords(
						organisationId,
						{},
						{ ...page, order: "oldest" },
					),
				first,
			);
			assert.deepEqual(oldest, listed.toReversed());
		}
	});

	test("an export holds what matches, from the first record to its own note, and nothing that came meanwhile", async () => {
		const stores = openStores();
		const organisationId = await stores.organisation();
		const strangers = await stores.organisation();
		const audit = auditOn(stores);
		const who = {
			kind: "person" as const,
			personId: newId("person"),
			email: "ada@example.com",
		};
		const write = (id: OrganisationId, numbers: readonly number[]) =>
			stores.transact(async (tx) => {
				for (const n of numbers)
					await audit.recordEvent(tx, {
						organisationId: id,
						code: n % 3 === 0 ? "cluster.added" : "person.added",
						who,
						outcome: "succeeded",
						clusters: [{ name: n % 2 === 0 ? "eu" : "us" }],
						facts: { n },
					});
			});
		// More than two of the ranges that are read at once.
		const numbers = Array.from({ length: 4100 }, (_, i) => i);
		await write(organisationId, numbers);
		await write(strangers, [1, 2, 3]);
		const ask = async (filter: AuditFilter, signal?: AbortSignal) =>
			audit.exportRecords({
				organisationId,
				who,
				filter,
				format: "jsonl",
				signal: signal ?? new AbortController().signal,
			});
		const whole = await ask({});
		await write(organisationId, [9999]);
		const all = (await Array.fromAsync(whole)).flat();
		assert.deepEqual(
			all.map((entry) => entry.seq),
			[...numbers, numbers.length].map((i) => i + 1),
		);
		assert.equal(all.at(-1)?.code, "audit.exported");
		const filter = {
			clusterName: "eu",
			code: "cluster.added",
			email: "ADA@example.com",
			text: "120",
		} as const;
		const some = (await Array.fromAsync(await ask(filter))).flat();
		const matches = matcherOf(filter);
		assert.deepEqual(
			some.map((entry) => entry.seq),
			all.filter(matches).map((entry) => entry.seq),
		);
		assert.deepEqual(
			some.map(({ facts }) => JSON.parse(facts).n),
			[120, 1200, 1206, 3120],
		);
		const leaving = new AbortController();
		const left = await ask({}, leaving.signal);
		await left.next();
		leaving.abort();
		assert.equal((await left.next()).done, true);
		await assert.rejects(ask({ text: "x".repeat(201) }), {
			code: "INPUT_INVALID",
		});
		const notes = await everyPage(
			(page) =>
				audit.listRecords(organisationId, { code: "audit.exported" }, page),
			500,
		);
		assert.deepEqual(
			notes.map(({ facts }) => facts.text ?? ""),
			["", "120", ""],
			"what was refused is not noted",
		);
	});

	test("a search for too many words is refused, not cut", async () => {
		const stores = openStores();
		const organisationId = await stores.organisation();
		const audit = auditOn(stores);
		for (const text of ["x".repeat(201), "a ".repeat(9)]) {
			const page = { first: 1 };
			const refused = { code: "INPUT_INVALID" };
			await assert.rejects(
				audit.listRecords(organisationId, { text }, page),
				refused,
			);
		}
	});
}

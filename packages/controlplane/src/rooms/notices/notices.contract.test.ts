import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type {
	ClusterId,
	NoticeId,
	OrganisationId,
} from "@quarterdeck/contract";
import {
	type Configuration,
	emptyConfiguration,
} from "@quarterdeck/contract/configuration";
import { createNewId, systemClock } from "@quarterdeck/runtime";
import { createHandClock, eachPostgres } from "@quarterdeck/testkit";
import { sql } from "kysely";
import { expectRecordedSql } from "../../plumbing/postgres/record-sql.fixture.ts";
import {
	type TestStore,
	useTestStore,
} from "../../plumbing/postgres/test-store.fixture.ts";
import { insertOrganisation } from "../people/insert-organisation.fixture.ts";
import type { Caller } from "../permissions/index.ts";
import { createPermissions } from "../permissions/permissions.wiring.ts";
import type { ArrivedNotice, NoticeFilter } from "./kept-notice.ts";
import { createNotices } from "./notices.wiring.ts";
import type { SilenceMatcher } from "./silence.ts";

const newId = createNewId(systemClock);
const never = new AbortController().signal;

expectRecordedSql(import.meta.filename, [
	"notice-lists.pg.ts",
	"silence-store.pg.ts",
	"notice-sweeps.pg.ts",
]);

eachPostgres((postgres) => {
	const store = useTestStore(postgres);
	suite(() => store);
});

const everything: NoticeFilter = {
	readable: { open: ["k8s", "argo"], known: ["k8s", "argo"] },
};

function suite(opened: () => TestStore): void {
	async function stage(
		given: {
			readonly settings?: { keepSeconds: number; maxKept: number };
			readonly configuration?: Configuration;
		} = {},
	) {
		const { database, signals } = opened();
		const clock = createHandClock();
		const audited: { code: string; facts: object }[] = [];
		const notices = createNotices({
			database,
			signals,
			clock,
			newId,
			accounts: { lockActor: async () => undefined as never },
			permissions: createPermissions({
				clock,
				reportError: (error) => {
					throw error;
				},
			}),
			catalog: {
				currentConfiguration: async () => ({
					version: 1,
					configuration: given.configuration ?? emptyConfiguration,
				}),
			},
			audit: {
				recordEvent: async (_tx, event) => {
					audited.push(event as never);
					return undefined as never;
				},
			},
			...(given.settings ? { settings: given.settings } : {}),
		});
		const organisationId = await insertOrganisation(database);
		const clusterId = newId("cluster");
		const add = (...said: readonly Said[]) =>
			database.transact((tx) =>
				notices.store.add(
					tx,
					organisationId,
					said.map((one) => arrived(clusterId, clock.now(), one)),
				),
			);
		const titles = async (more: Partial<NoticeFilter> = {}) =>
			(
				await notices.lists.list(
					organisationId,
					{ ...everything, ...more },
					{ limit: 100, behind: undefined },
				)
			).notices.map(({ notice }) => notice.title);
		const silence = (
			caller: Caller,
			matcher: SilenceMatcher,
			hours = 1,
			reason = "a test",
		) =>
			notices.createSilence(caller, {
				matcher,
				reason,
				endsAt: new Date(clock.now().getTime() + hours * 3_600_000),
			});
		return {
			...{ notices, clock, audited, organisationId, add, titles, silence },
			clusterId,
			caller: callerOf(organisationId),
		};
	}

	describe("the list", () => {
		test("is filtered by any field and by words, latest first", async () => {
			const { add, titles, clock } = await stage();
			await add({ title: "a", namespace: "shop", level: "error" });
			await clock.wind(1000);
			await add(
				{ title: "b", namespace: "bank", group: "argo", text: "Sync FAILED" },
				{ title: "c", namespace: "shop", kind: "Node", name: "n1" },
			);
			assert.deepEqual((await titles()).toSorted(), ["a", "b", "c"]);
			assert.equal((await titles()).at(-1), "a");
			assert.deepEqual(await titles({ namespaces: ["shop"] }), ["c", "a"]);
			assert.deepEqual(
				(await titles({ namespaces: ["shop", "bank"] })).length,
				3,
			);
			assert.deepEqual(await titles({ levels: ["error"] }), ["a"]);
			assert.deepEqual(await titles({ groups: ["argo"] }), ["b"]);
			assert.deepEqual(await titles({ kinds: ["Node"] }), ["c"]);
			assert.deepEqual(await titles({ objects: ["n1"] }), ["c"]);
			assert.deepEqual(await titles({ clusters: ["other"] }), []);
			assert.deepEqual(await titles({ text: "sync failed" }), ["b"]);
			assert.deepEqual(await titles({ text: "%" }), []);
			assert.deepEqual(await titles({ from: clock.now() }).then(sorted), [
				"b",
				"c",
			]);
			assert.deepEqual(await titles({ before: clock.now() }), ["a"]);
			await assert.rejects(titles({ text: "x".repeat(300) }), {
				code: "INPUT_INVALID",
			});
		});

		test("leaves out groups that are closed to the reader, also those that left the configuration", async () => {
			const { add, titles } = await stage();
			await add(
				{ title: "open" },
				{ title: "closed", group: "argo" },
				{ title: "gone", group: "old" },
				{ title: "gone and closed", group: "older", isRestricted: true },
			);
			const readable = { open: ["k8s"], known: ["k8s", "argo"] };
			assert.deepEqual(sorted(await titles({ readable })), ["gone", "open"]);
		});

		test("counts by level in stretches of time, in one look", async () => {
			const { add, notices, organisationId, clock } = await stage();
			const from = clock.now();
			await add({ level: "error" }, { level: "error" }, { level: "info" });
			await clock.wind(90_000);
			await add({ level: "error" });
			const before = new Date(from.getTime() + 120_000);
			assert.deepEqual(
				await notices.lists.count(
					organisationId,
					{ ...everything, from, before },
					4,
				),
				[
					{ stretch: 0, level: "error", count: 2 },
					{ stretch: 0, level: "info", count: 1 },
					{ stretch: 3, level: "error", count: 1 },
				],
			);
		});

		test("is another organisation's own", async () => {
			const [one, other] = [await stage(), await stage()];
			const [id] = await one.add({ title: "secret" });
			assert.ok(id);
			assert.deepEqual(await other.titles(), []);
			const { lists } = other.notices;
			assert.deepEqual(await lists.find(other.organisationId, [id]), []);
			assert.equal((await lists.find(one.organisationId, [id])).length, 1);
		});
	});

	describe("sweeping", () => {
		test("removes what is old, and what is beyond the newest so many", async () => {
			const { add, titles, clock, notices } = await stage({
				settings: { keepSeconds: 3600, maxKept: 2 },
			});
			await add({ title: "old" });
			await clock.wind(3_700_000);
			for (const title of ["a", "b", "c"]) {
				await clock.wind(1000);
				await add({ title });
			}
			await notices.sweep.run(never);
			assert.deepEqual(await titles(), ["c", "b"]);
		});
	});

	describe("a silence", () => {
		test("has a reason, a matcher, and an end in the next 30 days", async () => {
			const { silence, caller } = await stage();
			const refused = { code: "INPUT_INVALID" };
			await assert.rejects(silence(caller, {}), refused);
			await assert.rejects(silence(caller, { cluster: "" }), refused);
			await assert.rejects(silence(caller, { cluster: "*" }, 0), refused);
			await assert.rejects(silence(caller, { cluster: "*" }, 721), refused);
			await assert.rejects(silence(caller, { cluster: "*" }, 1, " "), refused);
			assert.ok(await silence(caller, { cluster: "*" }, 720));
		});

		test("is listed, ends early by anybody who may, once, and both are on record", async () => {
			const { silence, notices, caller, organisationId, audited, clock } =
				await stage();
			const made = await silence(caller, { namespace: "shop" });
			assert.equal(
				(await notices.activeSilences(organisationId, clock.now())).length,
				1,
			);
			await clock.wind(60_000);
			const stranger = callerOf(await insertOrganisation(opened().database));
			await assert.rejects(notices.endSilence(stranger, made.id), {
				code: "SILENCE_NOT_FOUND",
			});
			const ended = await notices.endSilence(caller, made.id);
			assert.deepEqual(ended.endsAt, clock.now());
			await assert.rejects(notices.endSilence(caller, made.id), {
				code: "SILENCE_NOT_FOUND",
			});
			const { items } = await notices.listSilences(caller, { first: 10 });
			assert.deepEqual(
				items.map(({ endedBy }) => endedBy),
				["ana@example.com"],
			);
			assert.deepEqual(
				audited.map(({ code }) => code),
				["silence.created", "silence.ended"],
			);
		});

		test("needs the right, and there are not too many", async () => {
			const { silence, caller } = await stage();
			const reader = { ...caller, scopes: ["read"] as const };
			await assert.rejects(silence(reader, { cluster: "*" }), {
				code: "NOT_ALLOWED",
			});
			for (let n = 0; n < 200; n++) await silence(caller, { name: `p${n}` });
			await assert.rejects(silence(caller, { name: "one more" }), {
				code: "SILENCES_TOO_MANY",
			});
		});

		test("names the channels with members that its maker may read", async () => {
			const channel = (name: string, members?: readonly string[]) => ({
				...({ platform: "console", group: "g", alias: name, name } as const),
				...{ members, clusters: [], notificationsDisabled: false },
				bindings: { executors: [], sources: [] },
			});
			const { silence, caller } = await stage({
				configuration: {
					...emptyConfiguration,
					channels: [
						channel("all"),
						channel("ours", ["ana@*"]),
						channel("theirs", ["bob@*"]),
					],
				},
			});
			const { memberChannels } = await silence(caller, { cluster: "*" });
			assert.deepEqual(memberChannels, ["console ours"]);
		});
	});

	test("every table of notices names its organisation in its key", async () => {
		const { rows } = await sql<{ table: string }>`
			select table_name as table from information_schema.columns
			where column_name = 'organisation_id' and table_name like 'notice%' order by 1
		`.execute(opened().database.on());
		assert.equal(rows.length, 5);
	});
}

function sorted(texts: readonly string[]): readonly string[] {
	return texts.toSorted();
}

function callerOf(organisationId: OrganisationId): Caller {
	return {
		organisationId,
		actor: {
			personId: newId("person"),
			email: "ana@example.com",
			groups: [],
		} as unknown as Caller["actor"],
	};
}

interface Said {
	readonly title?: string;
	readonly group?: string;
	readonly level?: ArrivedNotice["notice"]["level"];
	readonly namespace?: string;
	readonly kind?: string;
	readonly name?: string;
	readonly text?: string;
	readonly isRestricted?: boolean;
}

function arrived(clusterId: ClusterId, at: Date, said: Said): ArrivedNotice {
	const id: NoticeId = newId("notice");
	return {
		id,
		clusterId,
		clusterName: "prod",
		notice: {
			id,
			group: said.group ?? "k8s",
			plugin: "botkube/kubernetes",
			title: said.title ?? "it failed",
			level: said.level ?? "info",
			type: "error",
			object: {
				kind: said.kind ?? "Pod",
				namespace: said.namespace ?? "shop",
				name: said.name ?? "web",
			},
			topic: id,
			message: { baseBody: { plaintext: said.text ?? "" } },
		},
		isUnaddressed: false,
		isRestricted: said.isRestricted ?? false,
		happenedAt: at,
		receivedAt: at,
		agentId: newId("agent"),
		epoch: newId("epoch"),
		number: 1,
	};
}

import assert from "node:assert/strict";
import { test } from "node:test";
import {
	agentConfigurationSchema,
	type Heartbeat,
	type OrganisationId,
	protocolVersion,
	readJoinToken,
} from "@quarterdeck/contract";
import { createNewId, silentLog, systemClock } from "@quarterdeck/runtime";
import {
	createFakeOutbox,
	createFakeSignals,
} from "@quarterdeck/runtime/fakes";
import { eachPostgres, until } from "@quarterdeck/testkit";
import { createNkey } from "@quarterdeck/wire";
import { sql } from "kysely";
import { sqlOf } from "../../plumbing/postgres/index.ts";
import { expectRecordedSql } from "../../plumbing/postgres/record-sql.fixture.ts";
import { openStrangerSession } from "../../plumbing/postgres/stranger-session.fixture.ts";
import {
	type TestStore,
	useTestStore,
} from "../../plumbing/postgres/test-store.fixture.ts";
import { createAudit } from "../audit/audit.wiring.ts";
import { stageFleet } from "../fleet/fakes.ts";
import { insertOrganisation } from "../people/insert-organisation.fixture.ts";
import { createFakePermissions } from "../permissions/fakes.ts";
import type { Caller } from "../permissions/index.ts";
import { assembleCatalog } from "./catalog.wiring.ts";
import { createFakeConfigurationFeed } from "./configuration-feed.fake.ts";
import { createPgConfigurationStore } from "./configuration-store.pg.ts";
import { noAccounts } from "./no-accounts.fixture.ts";
import { createPgProposalStore } from "./review/proposal-store.pg.ts";
import { noOrganisationSecrets } from "./secrets/organisation-secrets.ts";
import { createShownTexts } from "./secrets/shown-texts.ts";

const clock = systemClock;
const log = silentLog;
const newId = createNewId(clock);

expectRecordedSql(import.meta.filename, ["configuration-store.pg.ts"]);

eachPostgres((postgres) => {
	const store = useTestStore(postgres);
	suite(store);

	test("a database role without rights cannot keep a version from being applied", async (t) => {
		const organisationId = await insertOrganisation(store.database);
		const stranger = await openStrangerSession(t, store.url);
		await assert.rejects(
			stranger.query("select id from organisations for key share"),
			{ code: "42501" },
		);
		await store.database.transact(async (tx) => {
			await createPgConfigurationStore(store.database).lock(tx, organisationId);
			const { rows } = await sql`
				select from pg_locks where locktype = 'advisory' and pid = pg_backend_pid()
			`.execute(sqlOf(tx));
			assert.deepEqual(rows, []);
		});
	});

	test("a version that was applied is never changed or removed", async () => {
		const organisationId = await insertOrganisation(store.database);
		await sql`insert into configurations values (${organisationId}, 1, 'x', 'per_x', 'ada', now(), null)`.execute(
			store.database.on(),
		);
		for (const statement of [
			sql`update configurations set yaml = 'y' where organisation_id = ${organisationId}`,
			sql`delete from configurations where organisation_id = ${organisationId}`,
		])
			await assert.rejects(statement.execute(store.database.on()), {
				code: "23001",
			});
	});
});

function roomOn(store: TestStore) {
	const { database } = store;
	const feed = createFakeConfigurationFeed();
	const fleet = stageFleet({ store });
	const audit = createAudit({ database, clock, newId, log });
	const outbox = createFakeOutbox(database.transact);
	const catalog = assembleCatalog({
		accounts: noAccounts,
		configurationStore: createPgConfigurationStore(database),
		proposalStore: createPgProposalStore(database),
		audit,
		permissions: createFakePermissions(),
		outbox,
		transact: outbox.transact,
		shownTexts: createShownTexts(),
		findSecret: noOrganisationSecrets,
		appliedConfigurations: createFakeSignals(),
		feed,
		fleet,
		clock,
		log,
	});
	outbox.handler = catalog.push;
	return { catalog, feed, fleet, audit };
}

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

function file(name: string, more = ""): string {
	return `${more}
executors:
  reads:
    botkube/kubectl: {enabled: true, config: {defaultNamespace: ${name}}}
  unbound:
    botkube/helm: {enabled: true}
communications: {house: {console: {channels: {${name}: {name: ${name}, bindings: {executors: [reads]}}}}}}
`;
}

const beat: Heartbeat = {
	at: "2026-01-01T00:00:00.000Z",
	agentVersion: "0.1.0",
	protocol: 1,
	configurationVersion: 0,
	running: 0,
	kubernetes: { reachable: true },
	plugins: [],
};

async function joinAgent(
	room: ReturnType<typeof roomOn>,
	organisationId: OrganisationId,
	name: string,
) {
	const { token } = await room.fleet.addCluster(callerOf(organisationId), {
		name,
	});
	const [busAccount = ""] = room.fleet.bus.pushed.keys();
	const reply = await room.fleet.enrolAgent(
		{ busAccount, inst: readJoinToken(token)?.inst ?? "" },
		{
			userKey: createNkey("user").id,
			agentVersion: "0.1.0",
			protocol: protocolVersion,
		},
	);
	const from = { busAccount, inst: reply.agentId.replace("_", "-") };
	room.fleet.receiveHeartbeat(from, beat);
	return from;
}

function suite(store: TestStore): void {
	test("an organisation begins with an empty configuration", async () => {
		const { catalog } = roomOn(store);
		const organisationId = await insertOrganisation(store.database);
		const { version, configuration } =
			await catalog.currentConfiguration(organisationId);
		assert.equal(version, 0);
		assert.deepEqual(configuration.channels, []);
		assert.equal((await catalog.configurationVersion(organisationId)).yaml, "");
		assert.deepEqual(await catalog.agentConfiguration(organisationId, "eu"), {
			...agentConfigurationSchema.parse({
				version: 0,
				clusterName: "eu",
				executors: [],
				settings: {},
			}),
		});
	});

	test("a good configuration becomes the next version, a bad one changes nothing", async () => {
		const { catalog, audit } = roomOn(store);
		const organisationId = await insertOrganisation(store.database);
		const caller = callerOf(organisationId);
		const one = await catalog.applyConfiguration(caller, {
			text: Buffer.from(file("one")),
			note: "first",
		});
		assert.equal(one.applied?.version, 1);
		const bad = await catalog.applyConfiguration(caller, {
			text: file("two", "executers: {}"),
			file: "bad.yaml",
		});
		assert.equal(bad.applied, undefined);
		assert.deepEqual(
			bad.problems.map((problem) => [problem.file, problem.suggestion]),
			[["bad.yaml", "executors"]],
		);
		const { version, configuration } =
			await catalog.currentConfiguration(organisationId);
		assert.equal(version, 1);
		assert.equal(configuration.channels[0]?.name, "one");
		const same = await catalog.applyConfiguration(caller, {
			text: file("one"),
		});
		assert.equal(same.applied?.version, 1, "the same text is no new version");
		const codes = (
			await audit.listRecords(organisationId, {}, { first: 9 })
		).items.map((record) => record.code);
		assert.deepEqual(codes, ["configuration.refused", "configuration.applied"]);
		const agent = await catalog.agentConfiguration(organisationId, "eu");
		assert.deepEqual(
			agent.executors.map((group) => group.name),
			["reads"],
			"what nobody can call does not run",
		);
		agentConfigurationSchema.parse(agent);
	});

	test("of two who edited the same version, the later is refused", async () => {
		const { catalog } = roomOn(store);
		const organisationId = await insertOrganisation(store.database);
		const caller = callerOf(organisationId);
		const tries = await Promise.allSettled(
			["a", "b", "c"].map((name) =>
				catalog.applyConfiguration(caller, { text: file(name), base: 0 }),
			),
		);
		assert.equal(tries.filter((one) => one.status === "fulfilled").length, 1);
		for (const one of tries)
			if (one.status === "rejected")
				assert.equal(one.reason.code, "CONFIGURATION_OUTDATED");
		const free = await Promise.all(
			["d", "e", "f"].map((name) =>
				catalog.applyConfiguration(caller, { text: file(name) }),
			),
		);
		assert.deepEqual(free.map((one) => one.applied?.version).sort(), [2, 3, 4]);
	});

	test("what was shown and handed in again keeps its secrets; without its base, or moved, it is refused", async () => {
		const { catalog } = roomOn(store);
		const organisationId = await insertOrganisation(store.database);
		const caller = callerOf(organisationId);
		const slack = `communications: {w: {socketSlack: {enabled: true, appToken: xapp-hush-hush, botToken: xoxb-hush-hush, channels: {x: {name: x}}}}}\n`;
		await catalog.applyConfiguration(caller, { text: slack });
		const { yaml } = await catalog.showConfiguration(organisationId);
		const edited = yaml.replaceAll("x: {name: x}", "y: {name: y}");
		for (const base of [undefined, 0, 7, -1, 1.5, Number.NaN]) {
			const { problems } = await catalog.checkConfiguration(organisationId, {
				text: edited,
				base,
			});
			const marks = problems.filter(({ message }) =>
				message.startsWith("a secret was replaced"),
			);
			assert.equal(marks.length, 2, String(base));
		}
		const { problems: left } = await catalog.checkConfiguration(
			organisationId,
			{
				text: edited,
				base: 1,
			},
		);
		assert.deepEqual(left, []);
		const moved = await catalog.applyConfiguration(caller, {
			text: edited.replace("appToken", "x").replace("botToken", "appToken"),
			base: 1,
		});
		assert.equal(moved.applied, undefined);
		await assert.rejects(
			catalog.applyConfiguration(caller, { text: edited, base: 0 }),
			{ code: "CONFIGURATION_OUTDATED" },
		);
		const { applied } = await catalog.applyConfiguration(caller, {
			text: edited,
			base: 1,
		});
		assert.equal(applied?.version, 2);
		const stored = await catalog.configurationVersion(organisationId, 2);
		assert.ok(stored.yaml.includes('appToken: "xapp-hush-hush"'), stored.yaml);
		assert.ok(stored.yaml.includes("y: {name: y}"));
		const unchanged = await catalog.applyConfiguration(caller, {
			text: (await catalog.showConfiguration(organisationId)).yaml,
			base: 2,
		});
		assert.equal(unchanged.applied?.version, 2);
	});

	test("rolling back makes a new version of the old text with its secrets; a base that is no longer current is refused", async () => {
		const { catalog, audit } = roomOn(store);
		const [organisationId, other] = [
			await insertOrganisation(store.database),
			await insertOrganisation(store.database),
		];
		const caller = callerOf(organisationId);
		const slack = `communications: {w: {socketSlack: {enabled: true, appToken: xapp-hush-hush, botToken: xoxb-hush-hush, channels: {x: {name: x}}}}}\n`;
		await catalog.applyConfiguration(caller, { text: slack });
		await catalog.applyConfiguration(caller, { text: file("two") });
		for (const version of [0, 3, -1, 1.5, Number.NaN, 1e12])
			await assert.rejects(catalog.rollBackConfiguration(caller, { version }), {
				code: "CONFIGURATION_NOT_FOUND",
			});
		await assert.rejects(
			catalog.rollBackConfiguration(callerOf(other), { version: 1 }),
			{ code: "CONFIGURATION_NOT_FOUND" },
		);
		await assert.rejects(
			catalog.rollBackConfiguration(caller, { version: 1, base: 1 }),
			{ code: "CONFIGURATION_OUTDATED" },
		);
		const tries = await Promise.allSettled(
			[1, 2, 3].map(() =>
				catalog.rollBackConfiguration(caller, { version: 1, base: 2 }),
			),
		);
		assert.equal(tries.filter((one) => one.status === "fulfilled").length, 1);
		const now = await catalog.configurationVersion(organisationId);
		assert.deepEqual(
			[now.version, now.yaml, now.note],
			[3, slack, "roll back to version 1"],
		);
		await catalog.rollBackConfiguration(caller, {
			version: 2,
			base: 3,
			note: "forth again",
		});
		const { items } = await audit.listRecords(
			organisationId,
			{ code: "configuration.applied" },
			{ first: 2 },
		);
		assert.deepEqual(
			items.map(({ facts }) => [facts.version, facts.rolledBackTo, facts.note]),
			[
				[4, 2, "forth again"],
				[3, 1, "roll back to version 1"],
			],
		);
	});

	test("history is newest first, without secrets; another organisation has its own", async () => {
		const { catalog } = roomOn(store);
		const [a, b] = [
			await insertOrganisation(store.database),
			await insertOrganisation(store.database),
		];
		const slack = (name: string) =>
			`communications: {w: {socketSlack: {enabled: true, appToken: xapp-hush-hush, botToken: xoxb-hush-hush, channels: {${name}: {name: ${name}}}}}}\n`;
		for (const name of ["x", "y", "z"])
			await catalog.applyConfiguration(callerOf(a), { text: slack(name) });
		const page = await catalog.history(a, { first: 2 });
		assert.deepEqual(
			page.items.map((one) => one.version),
			[3, 2],
		);
		const rest = await catalog.history(a, { first: 2, after: page.nextCursor });
		assert.deepEqual(
			rest.items.map((one) => one.version),
			[1],
		);
		assert.ok(!JSON.stringify(page.items).includes("hush"));
		assert.ok(!(await catalog.showConfiguration(a)).yaml.includes("hush"));
		assert.ok((await catalog.configurationVersion(a, 1)).yaml.includes("hush"));
		assert.deepEqual((await catalog.history(b, { first: 9 })).items, []);
		for (const version of [1, -1, 1.5, 4, Number.NaN, 1e12])
			await assert.rejects(catalog.configurationVersion(b, version), {
				code: "CONFIGURATION_NOT_FOUND",
			});
		await assert.rejects(catalog.history(a, { first: 1, after: "x" }), {
			code: "INPUT_INVALID",
		});
	});

	test("agents are told at once, and again when a heartbeat shows an older version", async () => {
		const room = roomOn(store);
		const { catalog, feed } = room;
		const organisationId = await insertOrganisation(store.database);
		room.catalog.start();
		const [eu, us] = [
			await joinAgent(room, organisationId, "eu"),
			await joinAgent(room, organisationId, "us"),
		];
		const away = new Set([us.inst]);
		const took = new Set<string>();
		feed.answer = async ({ inst }, { version }) => {
			if (away.has(inst)) throw new Error("the agent was away");
			took.add(inst);
			return { version };
		};
		const toldTimes = (inst: string) =>
			feed.sent.filter(({ to }) => to.inst === inst).length;
		await catalog.applyConfiguration(callerOf(organisationId), {
			text: file("one"),
		});
		await until(() => took.has(eu.inst) && toldTimes(us.inst) > 0);
		assert.ok(feed.sent.every((one) => one.configuration.version === 1));
		away.clear();
		await until(() => {
			room.fleet.receiveHeartbeat(us, beat);
			return took.has(us.inst);
		});
		await catalog.stop();
	});

	test("an agent that runs the newest version is left in peace", async () => {
		const room = roomOn(store);
		const organisationId = await insertOrganisation(store.database);
		await room.catalog.applyConfiguration(callerOf(organisationId), {
			text: file("one"),
		});
		const current = await joinAgent(room, organisationId, "eu");
		const old = await joinAgent(room, organisationId, "us");
		room.catalog.start();
		room.fleet.receiveHeartbeat(current, { ...beat, configurationVersion: 1 });
		room.fleet.receiveHeartbeat(old, beat);
		await until(() => room.feed.sent.length > 0);
		await room.catalog.stop();
		assert.deepEqual(
			room.feed.sent.map(({ to }) => to.inst),
			[old.inst],
		);
	});

	test("whoever was removed applies nothing", async () => {
		const { catalog } = roomOn(store);
		const organisationId = await insertOrganisation(store.database);
		await assert.rejects(
			catalog.applyConfiguration(
				{ ...callerOf(organisationId), removedAt: new Date(0) },
				{ text: file("one") },
			),
			{ code: "NOT_ALLOWED" },
		);
	});
}

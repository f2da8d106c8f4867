import assert from "node:assert/strict";
import { test } from "node:test";
import { AppError, type OrganisationId } from "@quarterdeck/contract";
import { createNewId, silentLog, systemClock } from "@quarterdeck/runtime";
import {
	createFakeOutbox,
	createFakeSignals,
} from "@quarterdeck/runtime/fakes";
import { createHandClock, eachPostgres } from "@quarterdeck/testkit";
import { expectRecordedSql } from "../../../plumbing/postgres/record-sql.fixture.ts";
import {
	type TestStore,
	useTestStore,
} from "../../../plumbing/postgres/test-store.fixture.ts";
import { createAudit } from "../../audit/audit.wiring.ts";
import { insertOrganisation } from "../../people/insert-organisation.fixture.ts";
import { createFakePermissions } from "../../permissions/fakes.ts";
import type { Caller } from "../../permissions/index.ts";
import { assembleCatalog } from "../catalog.wiring.ts";
import { createFakeConfigurationFeed } from "../configuration-feed.fake.ts";
import { createPgConfigurationStore } from "../configuration-store.pg.ts";
import { createShownTexts } from "../secrets/shown-texts.ts";
import { maxPending, proposalLifetimeMs } from "./proposal.ts";
import { createPgProposalStore } from "./proposal-store.pg.ts";

const newId = createNewId(systemClock);

expectRecordedSql(import.meta.filename, ["proposal-store.pg.ts"]);

function yaml(groups: string, review = "configuration", more = ""): string {
	return `executors: {a: {botkube/kubectl: {enabled: true, context: {rbac: {group: {type: Static, static: {values: [${groups}]}}}}}}}
communications: {g: {console: {channels: {o: {name: ops, bindings: {executors: [a]}}}}}}
settings: {review: "${review}"}
${more}`;
}

function refusal(code: string) {
	return (error: unknown) => error instanceof AppError && error.code === code;
}

function callerOf(organisationId: OrganisationId, name: string): Caller {
	const email = `${name}@example.com`;
	return {
		organisationId,
		actor: {
			personId: newId("person"),
			email,
			displayName: name,
			groups: [],
		},
	};
}

/** A room whose first version asks for review, with two members. */
async function stage({ database }: TestStore) {
	const clock = createHandClock();
	const organisationId = await insertOrganisation(database);
	const outbox = createFakeOutbox(database.transact);
	const audit = createAudit({ database, clock, newId, log: silentLog });
	const catalog = assembleCatalog({
		configurationStore: createPgConfigurationStore(database),
		proposalStore: createPgProposalStore(database),
		audit,
		permissions: createFakePermissions(),
		outbox,
		transact: outbox.transact,
		shownTexts: createShownTexts(),
		appliedConfigurations: createFakeSignals(),
		feed: createFakeConfigurationFeed(),
		fleet: {
			connectedAgents: () => [],
			onHeartbeat: () => () => {},
			addressOf: async () => undefined,
		},
		clock,
		log: silentLog,
	});
	const [ana, bob] = ["ana", "bob"].map((name) =>
		callerOf(organisationId, name),
	) as [Caller, Caller];
	const apply = (by: Caller, text: string) =>
		catalog.applyConfiguration(by, { text });
	const first = await apply(ana, yaml("readers"));
	assert.equal(first.applied?.version, 1);
	const states = async () =>
		(await catalog.proposals(organisationId, { first: 50 })).items.map(
			({ number, state }) => `${number} ${state}`,
		);
	const version = async () =>
		(await catalog.currentConfiguration(organisationId)).version;
	return {
		ana,
		apply,
		audit,
		bob,
		catalog,
		clock,
		organisationId,
		states,
		version,
	};
}

eachPostgres((postgres) => {
	const store = useTestStore(postgres);

	test("a change that widens rights waits, and takes effect when another member approves it", async () => {
		const { ana, apply, bob, catalog, organisationId, states, version } =
			await stage(store);
		const result = await apply(ana, yaml("readers, admins"));
		assert.equal(result.applied, undefined);
		assert.deepEqual(result.waiting?.widens, [
			"in #ops, botkube/kubectl runs as the group admins",
		]);
		assert.equal(await version(), 1);
		await assert.rejects(
			catalog.decideProposal(ana, 1, "approve"),
			refusal("PROPOSAL_OWN"),
		);
		await assert.rejects(
			catalog.decideProposal(
				{ ...ana, actor: { ...ana.actor, personId: newId("person") } },
				1,
				"approve",
			),
			refusal("PROPOSAL_OWN"),
			"the same address is the same person",
		);
		const approved = await catalog.decideProposal(bob, 1, "approve");
		assert.equal(approved.state, "approved");
		assert.equal(await version(), 2);
		const shown = await catalog.showConfiguration(organisationId);
		assert.equal(shown.author, "ana@example.com");
		await assert.rejects(
			catalog.decideProposal(bob, 1, "reject"),
			refusal("PROPOSAL_CLOSED"),
		);
		assert.deepEqual(await states(), ["1 approved"]);
	});

	test("a check says beforehand what a change would widen, and changes nothing", async () => {
		const { catalog, organisationId, states, version } = await stage(store);
		const check = (text: string) =>
			catalog.checkConfiguration(organisationId, { text });
		assert.deepEqual(await check(yaml("readers, admins")), {
			problems: [],
			widens: ["in #ops, botkube/kubectl runs as the group admins"],
		});
		assert.deepEqual((await check(yaml("readers"))).widens, []);
		assert.deepEqual((await check(yaml("admins", "soon"))).widens, []);
		assert.deepEqual(await states(), []);
		assert.equal(await version(), 1);
	});

	test("a check is silent about rights while the version in force asks for no review", async () => {
		const { ana, apply, bob, catalog, organisationId } = await stage(store);
		await apply(ana, yaml("readers", ""));
		await catalog.decideProposal(bob, 1, "approve");
		const check = await catalog.checkConfiguration(organisationId, {
			text: yaml("readers, admins"),
		});
		assert.deepEqual(check.widens, []);
	});

	test("what a change widens is said without the secrets in it", async () => {
		const { ana, apply, audit, catalog, organisationId } = await stage(store);
		const text = yaml(
			"readers",
			"configuration",
			`actions: {a: {enabled: true, command: "kubectl get pods --token=abcdefgh1", bindings: {executors: [a]}}}`,
		);
		const { widens } = await catalog.checkConfiguration(organisationId, {
			text,
		});
		assert.ok(
			widens.some((one) => one.startsWith('the action a runs "kubectl')),
			widens.join(),
		);
		const { waiting } = await apply(ana, text);
		assert.deepEqual(waiting?.widens, widens);
		const { items } = await audit.listRecords(organisationId, {}, { first: 5 });
		assert.ok(!JSON.stringify([widens, items]).includes("abcdefgh1"));
	});

	test("turning the review off waits too, and so does rolling back to a version without it", async () => {
		const { ana, apply, bob, catalog, states, version } = await stage(store);
		const off = await apply(ana, yaml("readers", ""));
		assert.equal(off.waiting?.number, 1);
		await catalog.decideProposal(bob, 1, "approve");
		assert.equal((await apply(ana, yaml("admins", ""))).applied?.version, 3);
		assert.equal((await apply(ana, yaml("readers"))).applied?.version, 4);
		const back = await catalog.rollBackConfiguration(ana, { version: 3 });
		assert.equal(back.waiting?.number, 2);
		assert.equal(await version(), 4);
		assert.deepEqual(await states(), ["2 pending", "1 approved"]);
	});

	test("what widens nothing takes effect at once, and makes waiting changes outdated", async () => {
		const { ana, apply, bob, catalog, states } = await stage(store);
		await apply(ana, yaml("readers, admins"));
		const calm = await apply(bob, yaml("readers", "configuration", "# said"));
		assert.equal(calm.applied?.version, 2);
		assert.deepEqual(await states(), ["1 outdated"]);
		await assert.rejects(
			catalog.decideProposal(bob, 1, "approve"),
			refusal("PROPOSAL_CLOSED"),
		);
	});

	test("others reject, the author withdraws, time ends it, and all of it is in the audit log", async () => {
		const { ana, apply, audit, bob, catalog, clock, organisationId, states } =
			await stage(store);
		for (const group of ["one", "two", "three"])
			await apply(ana, yaml(`readers, ${group}`));
		await catalog.decideProposal(bob, 1, "reject");
		await catalog.decideProposal(ana, 2, "reject");
		await clock.wind(proposalLifetimeMs);
		assert.deepEqual(await states(), [
			"3 expired",
			"2 withdrawn",
			"1 rejected",
		]);
		await assert.rejects(
			catalog.decideProposal(bob, 3, "approve"),
			refusal("PROPOSAL_CLOSED"),
		);
		await assert.rejects(
			catalog.decideProposal(bob, 9, "approve"),
			refusal("PROPOSAL_NOT_FOUND"),
		);
		const { items } = await audit.listRecords(
			organisationId,
			{},
			{ first: 50 },
		);
		assert.deepEqual(
			items.map(({ code }) => code),
			[
				"configuration.withdrawn",
				"configuration.rejected",
				...Array(3).fill("configuration.proposed"),
				"configuration.applied",
			],
		);
	});

	test("another organisation's changes cannot be seen or decided, secrets are not shown, and the number that waits is bounded", async () => {
		const here = await stage(store);
		const there = await stage(store);
		const secret = `plugins: {repositories: {acme: {headers: {X-Auth: abcdefgh}}}}`;
		await here.apply(here.ana, yaml("admins", "configuration", secret));
		assert.deepEqual(await there.states(), []);
		await assert.rejects(
			there.catalog.decideProposal(there.bob, 1, "approve"),
			refusal("PROPOSAL_NOT_FOUND"),
		);
		const { items } = await here.catalog.proposals(here.organisationId, {
			first: 1,
		});
		assert.ok(!items[0]?.yaml.includes("abcdefgh"));
		for (let i = 1; i < maxPending; i++)
			await here.apply(here.ana, yaml(`admins, g${i}`));
		await assert.rejects(
			here.apply(here.ana, yaml("admins, more")),
			refusal("PROPOSAL_LIMIT"),
		);
	});
});

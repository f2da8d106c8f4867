import assert from "node:assert/strict";
import { test } from "node:test";
import {
	type AccountId,
	AppError,
	type OrganisationId,
} from "@quarterdeck/contract";
import { createNewId, silentLog, systemClock } from "@quarterdeck/runtime";
import {
	createFakeOutbox,
	createFakeSignals,
} from "@quarterdeck/runtime/fakes";
import { createHandClock, eachPostgres } from "@quarterdeck/testkit";
import type { Database } from "../../../plumbing/postgres/index.ts";
import { expectRecordedSql } from "../../../plumbing/postgres/record-sql.fixture.ts";
import {
	type TestStore,
	useTestStore,
} from "../../../plumbing/postgres/test-store.fixture.ts";
import { createAudit } from "../../audit/audit.wiring.ts";
import { defaultPeopleSettings } from "../../people/index.ts";
import { insertMember } from "../../people/insert-member.fixture.ts";
import { insertOrganisation } from "../../people/insert-organisation.fixture.ts";
import {
	createAccountChanges,
	createPeople,
} from "../../people/people.wiring.ts";
import { createFakePermissions } from "../../permissions/fakes.ts";
import type { Caller } from "../../permissions/index.ts";
import { createProofs } from "../../sign-in/sign-in.wiring.ts";
import { assembleCatalog } from "../catalog.wiring.ts";
import { createFakeConfigurationFeed } from "../configuration-feed.fake.ts";
import { createPgConfigurationStore } from "../configuration-store.pg.ts";
import { noOrganisationSecrets } from "../secrets/organisation-secrets.ts";
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

/** A member of the organisation, and how they call. */
async function join(
	database: Database,
	organisationId: OrganisationId,
	name: string,
	given: { readonly joinedAt: Date; readonly lineOf?: AccountId },
) {
	const email = `${name}@example.com`;
	const made = await insertMember(database, organisationId, {
		...given,
		email,
	});
	const { personId, accountId } = made;
	const actor = { personId, email, displayName: name, groups: [] };
	const caller: Caller = { organisationId, actor };
	return { ...caller, accountId };
}

/** A room whose first version asks for review, with two members. */
async function stage({ database, signals }: TestStore) {
	const clock = createHandClock();
	const organisationId = await insertOrganisation(database);
	const outbox = createFakeOutbox(database.transact);
	const audit = createAudit({ database, clock, newId, log: silentLog });
	const people = {
		database,
		audit,
		clock,
		newId,
		processId: newId("process"),
		changes: createAccountChanges(signals),
	};
	const { people: members, accounts } = createPeople({
		...people,
		proofs: createProofs(people),
		settings: defaultPeopleSettings,
	});
	const catalog = assembleCatalog({
		accounts,
		configurationStore: createPgConfigurationStore(database),
		proposalStore: createPgProposalStore(database),
		audit,
		permissions: createFakePermissions(),
		outbox,
		transact: outbox.transact,
		shownTexts: createShownTexts(),
		findSecret: noOrganisationSecrets,
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
	const invite = (name: string, lineOf?: AccountId) =>
		join(database, organisationId, name, {
			joinedAt: clock.now(),
			...(lineOf && { lineOf }),
		});
	const ana = await invite("ana");
	const bob = await invite("bob");
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
		invite,
		members,
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

	test("nobody approves who joined later or came in by one line of invitations with the author", async () => {
		const { ana, apply, bob, catalog, clock, invite, states } =
			await stage(store);
		const guest = await invite("guest", ana.accountId);
		const sibling = await invite("sibling", ana.accountId);
		await clock.wind(1);
		await apply(ana, yaml("readers, admins"));
		await apply(guest, yaml("readers, admins, more"));
		await clock.wind(1);
		const late = await invite("late");
		const cannot = refusal("APPROVER_NOT_INDEPENDENT");
		for (const [by, number] of [
			[late, 1],
			[guest, 1],
			[ana, 2],
			[sibling, 2],
		] as const)
			await assert.rejects(
				catalog.decideProposal(by, number, "approve"),
				cannot,
			);
		assert.deepEqual(await states(), ["2 pending", "1 pending"]);
		await catalog.decideProposal(bob, 2, "approve");
		await apply(bob, yaml("readers, admins, more, most"));
		await catalog.decideProposal(guest, 3, "approve");
		assert.deepEqual(await states(), [
			"3 approved",
			"2 approved",
			"1 outdated",
		]);
	});

	test("the author who left and came back is the author still, and who was removed decides nothing", async () => {
		const { ana, apply, bob, catalog, clock, invite, members, organisationId } =
			await stage(store);
		await apply(ana, yaml("readers, admins"));
		await members.removePerson(bob.actor, organisationId, "ana@example.com");
		const again = await invite("ana");
		await assert.rejects(
			catalog.decideProposal(again, 1, "approve"),
			refusal("PROPOSAL_OWN"),
			"the same address is the same person",
		);
		await clock.wind(1);
		await members.removePerson(again.actor, organisationId, "bob@example.com");
		for (const wanted of ["approve", "reject"] as const)
			await assert.rejects(
				catalog.decideProposal(bob, 1, wanted),
				refusal("PERSON_NOT_FOUND"),
			);
	});

	test("of decisions at once the first stands, and one change makes one version", async () => {
		const { ana, apply, bob, catalog, invite, version } = await stage(store);
		const cyd = await invite("cyd");
		for (const [index, others] of [
			[0, [["approve", cyd]]],
			[1, [["reject", ana]]],
		] as const) {
			const before = await version();
			await apply(ana, yaml(`readers, admins, g${index}`));
			const number = index + 1;
			const decided = await Promise.allSettled([
				catalog.decideProposal(bob, number, "approve"),
				...others.map(([wanted, by]) =>
					catalog.decideProposal(by, number, wanted),
				),
			]);
			const done = decided.filter(({ status }) => status === "fulfilled");
			assert.equal(done.length, 1);
			for (const one of decided)
				if (one.status === "rejected")
					assert.equal(one.reason.code, "PROPOSAL_CLOSED");
			const isApproved =
				done[0]?.status === "fulfilled" && done[0].value.state === "approved";
			assert.equal(await version(), before + Number(isApproved));
		}
	});

	test("what its author withdrew is approved by nobody", async () => {
		const { ana, apply, bob, catalog, version } = await stage(store);
		await apply(ana, yaml("readers, admins"));
		await catalog.decideProposal(ana, 1, "reject");
		await assert.rejects(
			catalog.decideProposal(bob, 1, "approve"),
			refusal("PROPOSAL_CLOSED"),
		);
		assert.equal(await version(), 1);
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

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createNewId, systemClock } from "@quarterdeck/runtime";
import { startTestFleet, type TestFleet } from "@quarterdeck/testkit/fleet";
import {
	createTestBrowser,
	type TestBrowser,
} from "../test-browser.fixture.ts";
import type { ThingKind } from "./things-of-arguments.fixture.ts";

interface Ending {
	after(act: () => void | Promise<void>): void;
}

/** Organisation Test with one of everything, and Bob, who belongs to Beta alone. */
export interface TwoOrganisations {
	readonly fleet: TestFleet;
	/** The owner of Test. */
	readonly ana: TestBrowser;
	readonly bob: TestBrowser;
	readonly bobToken: string;
	readonly bobMachineToken: string;
	readonly testId: string;
	readonly things: Readonly<Record<ThingKind, string>>;
	/** The run whose output is kept. */
	readonly runId: string;
	/** What members of Test see; nothing that others do may change it. */
	snapshot(): Promise<string>;
	/** Another session of Bob. */
	bobElsewhere(): Promise<TestBrowser>;
}

const configurationOf = (channels: readonly string[]) => `
executors:
  reads:
    botkube/kubectl:
      enabled: true
      context: {rbac: {group: {type: Static, static: {values: [readers]}}}}
communications:
  house:
    console:
      enabled: true
      channels:
${channels.map((name) => `        ${name}: {name: ${name}, bindings: {executors: [reads]}}`).join("\n")}
`;

/** Starts the product on real parts and fills it. */
export async function startTwoOrganisations(
	t: Ending,
): Promise<TwoOrganisations> {
	const fleet = await startTestFleet(t, {
		clusters: ["vault-eu"],
		configuration: configurationOf(["general", "vault"]),
		controlPlane: {
			QD_REQUESTS_PER_SECOND: "1000",
			QD_ORGANISATION_CREATION: "anyone",
		},
	});
	const bootstrap = JSON.parse(
		readFileSync(join(fleet.dir, "bootstrap.json"), "utf8"),
	) as { signInUrl: string; organisation: { id: string } };
	const ana = createTestBrowser(fleet.url);
	await ana.signIn(codeOf(bootstrap.signInUrl));
	const bob = await foundBeta(fleet, ana);
	const testId = bootstrap.organisation.id;
	const { runId, ...things } = await fill(fleet, ana, testId);
	return {
		fleet,
		ana,
		bob,
		...(await tokensOf(bob)),
		testId,
		things: { ...things, organisation: testId },
		runId,
		snapshot: () => snapshotOf(ana, testId),
		async bobElsewhere() {
			const { addPerson } = await must<{ addPerson: { url: string } }>(
				bob,
				'mutation { addPerson(email: "zoe@example.com") { url } }',
			);
			const zoe = createTestBrowser(fleet.url);
			await zoe.signIn(codeOf(addPerson.url));
			return zoe;
		},
	};
}

/** Ana makes an organisation, invites Bob, hands it to him, and is let out by him. */
async function foundBeta(
	fleet: TestFleet,
	ana: TestBrowser,
): Promise<TestBrowser> {
	const { createOrganisation: beta } = await must<{
		createOrganisation: { id: string };
	}>(ana, 'mutation { createOrganisation(name: "Beta") { id } }');
	const there = { "x-organisation": beta.id };
	const { invitePerson } = await must<{ invitePerson: { url: string } }>(
		ana,
		'mutation { invitePerson(email: "bob@example.com") { url } }',
		{},
		there,
	);
	const bob = createTestBrowser(fleet.url);
	await bob.signIn(codeOf(invitePerson.url));
	const { me } = await must<{ me: { id: string } }>(bob, "{ me { id } }");
	await must(
		ana,
		"mutation ($id: ID!) { transferOwnership(person: $id) { owner { email } } }",
		{ id: me.id },
		there,
	);
	await must(
		bob,
		'mutation { removePerson(email: "owner@example.com") { id } }',
	);
	await must(
		bob,
		"mutation ($yaml: String!) { applyConfiguration(yaml: $yaml) { configuration { version } } }",
		{ yaml: configurationOf(["general"]) },
	);
	return bob;
}

async function tokensOf(bob: TestBrowser) {
	const { createApiToken } = await must<{ createApiToken: { token: string } }>(
		bob,
		'mutation { createApiToken(label: "b", scopes: [READ, RUN, CONFIGURE, PEOPLE]) { token } }',
	);
	await must(bob, 'mutation { addCluster(name: "beta-us") { token } }');
	const { createMachineToken } = await must<{
		createMachineToken: { token: string };
	}>(
		bob,
		'mutation { createMachineToken(cluster: "beta-us", label: "b") { token } }',
	);
	return {
		bobToken: createApiToken.token,
		bobMachineToken: createMachineToken.token,
	};
}

async function fill(fleet: TestFleet, ana: TestBrowser, testId: string) {
	const carol = await fleet.person("carol@example.com", ["ops"]);
	const said = await carol.says("kubectl get pods -n shop --cluster vault-eu", {
		in: "vault",
	});
	const made = await must<{
		invitePerson: { invitation: { id: string } };
		createMachineToken: { machineToken: { id: string } };
		createApiToken: { apiToken: { id: string } };
		createSilence: { id: string };
	}>(
		ana,
		`mutation ($ends: DateTime!) { invitePerson(email: "dan@example.com") { invitation { id } }
			createMachineToken(cluster: "vault-eu", label: "a") { machineToken { id } }
			addCluster(name: "vault-eu", again: true) { expiresAt }
			createApiToken(label: "a", scopes: [READ]) { apiToken { id } }
			createSilence(matcher: { cluster: "vault-*" }, reason: "vault work", endsAt: $ends) { id } }`,
		{ ends: new Date(systemClock.now().getTime() + 3_600_000).toISOString() },
		{ "x-organisation": testId },
	);
	await keepNotice(fleet, testId);
	const seen = await must<{
		auditRecords: {
			edges: { node: { id: string } }[];
			pageInfo: { endCursor: string };
		};
		people: { edges: { node: { id: string; email: string } }[] };
		sessions: { edges: { node: { id: string } }[] };
		command: { runs: { id: string }[] };
	}>(
		ana,
		`query ($id: ID!) { auditRecords(first: 3) { edges { node { id } } pageInfo { endCursor } }
			people { edges { node { id email } } } sessions { edges { node { id } } } command(id: $id) { runs { id } } }`,
		{ id: said.id },
		{ "x-organisation": testId },
	);
	return {
		runId: seen.command.runs[0]?.id ?? "",
		auditRecord: seen.auditRecords.edges[0]?.node.id ?? "",
		apiToken: made.createApiToken.apiToken.id,
		channel: "vault",
		cluster: "vault-eu",
		command: said.id,
		cursor: seen.auditRecords.pageInfo.endCursor,
		email: carol.email,
		job: await buryJob(fleet, testId),
		invitation: made.invitePerson.invitation.id,
		machineToken: made.createMachineToken.machineToken.id,
		person:
			seen.people.edges.find(({ node }) => node.email === carol.email)?.node
				.id ?? "",
		silence: made.createSilence.id,
		session: seen.sessions.edges[0]?.node.id ?? "",
	};
}

/** A job of Test that was given up. */
async function buryJob(fleet: TestFleet, testId: string): Promise<string> {
	const id = createNewId(systemClock)("job");
	await fleet.sql(
		`insert into jobs (organisation_id, id, name, subject, idempotency_key, payload, state, attempts, error, ended_at)
		values ($1, $2, 'push-configuration', 'vault-configuration', $2, '{"kind":"configuration.applied.v1"}', 'dead', 12, 'it failed', now())`,
		[testId, id],
	);
	return id;
}

/** A notice of Test, and what its channel vault was told of it. */
async function keepNotice(fleet: TestFleet, testId: string): Promise<void> {
	const newId = createNewId(systemClock);
	const [notice, post] = [newId("notice"), newId("noticePost")];
	await fleet.sql(
		`with kept as (
			insert into notices (organisation_id, id, cluster_id, cluster_name, notice_id, source_group, plugin, title, level, type, topic,
				is_resolved, is_shortened, message, search_text, is_unaddressed, is_restricted, agent_id, epoch, number, happened_at, received_at)
			select $1, $2, id, name, 'vault-happening', 'vault-group', 'botkube/kubernetes', 'vault-eu failed', 'error', 'error', 'vault-topic',
				false, false, '{}', 'vault-eu failed', false, false, 'agt', 'epo', 1, now(), now()
			from clusters where organisation_id = $1 and name = 'vault-eu'
		), told as (
			insert into notice_addressees (organisation_id, door, address, tokens, tokens_at, hour_began_at)
			values ($1, 'console', 'vault', 1, now(), now())
		)
		insert into notice_posts (organisation_id, id, door, address, form, key, first_notice, last_notice, title, level, count, first_at,
			last_at, is_open, created_at, touched_at, state, revision, sent_revision)
		values ($1, $3, 'console', 'vault', 'topic', 'vault-topic', $2, $2, 'vault-eu failed', 'error', 1, now(), now(), true, now(), now(),
			'sent', 1, 1)`,
		[testId, notice, post],
	);
}

async function snapshotOf(ana: TestBrowser, testId: string): Promise<string> {
	const seen = await must(
		ana,
		`{ organisation { id name owner { email } memberCount }
			people { edges { node { id email displayName role groups } } }
			invitations { edges { node { id email } } }
			apiTokens { edges { node { id label scopes } } }
			sessions { edges { node { id } } }
			machineTokens(cluster: "vault-eu") { edges { node { id label } } }
			joinToken(cluster: "vault-eu") { id }
			clusters { edges { node { id name state labels { name value } configurationVersion credentialExpiresAt } } }
			configurations { edges { node { version } } }
			silences { edges { node { id reason endsAt } } }
			notices { edges { node { id title } } }
			noticePosts(channel: "vault") { edges { node { id count } } }
			deadJobs { edges { node { id attempts error } } }
			commands { edges { node { id state text } } }
			auditRecords { edges { node { id } } } }`,
		{},
		{ "x-organisation": testId },
	);
	return JSON.stringify(seen, null, " ");
}

async function must<T>(
	browser: TestBrowser,
	query: string,
	variables: object = {},
	headers: Record<string, string> = {},
): Promise<T> {
	const { data, errors } = await browser.ask(query, variables, headers);
	if (errors || !data) throw new Error(`${query}: ${JSON.stringify(errors)}`);
	return data as T;
}

function codeOf(url: string): string {
	return new URLSearchParams(new URL(url).hash.slice(1)).get("code") ?? "";
}

import assert from "node:assert/strict";
import { test } from "node:test";
import { until } from "@quarterdeck/testkit";
import { type FakeAgent, silentAgent } from "../../flows/commands/fakes.ts";
import { askApi, followApi } from "./ask-api.fixture.ts";
import { stageApi } from "./stage-api.fixture.ts";

const answering: FakeAgent = async ({ accept, end }) => {
	accept();
	return end({});
};

interface Page<T> {
	readonly edges: readonly { readonly node: T; readonly cursor: string }[];
	readonly pageInfo: {
		readonly hasNextPage: boolean;
		readonly endCursor: string | null;
	};
}

const runCommand =
	"mutation ($input: RunCommandInput!) { runCommand(input: $input) { id } }";

test("records are found by the words in them, and one by its id", async (t) => {
	const staged = await stageApi(t);
	for (const name of ["prod-eu", "prod-us"])
		await askApi(staged, `mutation { addCluster(name: "${name}") { token } }`);
	await askApi(staged, 'mutation { removeCluster(name: "prod-us") { name } }');
	const query = `query ($filter: AuditFilter) { auditRecords(filter: $filter) {
		edges { node { id code clusters } cursor } pageInfo { hasNextPage endCursor } } }`;
	const list = async (filter: object) => {
		const { data } = await askApi(staged, query, { filter });
		const page = data?.auditRecords as Page<{ id: string; code: string }>;
		return page.edges.map(({ node }) => node);
	};
	const found = await list({ cluster: "prod-us", person: "ANA@example.com" });
	assert.deepEqual(
		found.map(({ code }) => code),
		["cluster.removed", "cluster.added"],
	);
	assert.deepEqual(await list({ text: "no such words" }), []);
	const linked = await list({ text: "JOINTOKEN jtk_" });
	assert.ok(linked.length > 0);
	assert.ok(linked.every(({ code }) => code === "cluster.added"));
	const one = `query ($id: ID!) { auditRecord(id: $id) { id code } }`;
	const id = found[0]?.id;
	const { data } = await askApi(staged, one, { id });
	assert.deepEqual(data?.auditRecord, { id, code: "cluster.removed" });
	for (const stranger of [staged.newId("audit"), "nonsense", ""]) {
		const answer = await askApi(staged, one, { id: stranger });
		assert.deepEqual(answer.data, { auditRecord: null });
	}
});

test("commands are listed by channel, person, cluster, state, words and time, page by page", async (t) => {
	const staged = await stageApi(t);
	await staged.joinCluster("eu", answering);
	await staged.joinCluster("us", silentAgent);
	for (const [words, clusters] of [
		[["kubectl", "get", "pods"], ["eu"]],
		[["kubectl", "get", "nodes"], ["eu"]],
		[["kubectl", "get", "pods"], ["us"]],
	])
		await askApi(staged, runCommand, { input: { words, clusters } });
	const query = `query ($filter: CommandFilter, $first: Int, $after: String) {
		commands(filter: $filter, first: $first, after: $after) {
			edges { node { text state runs { cluster } } cursor } pageInfo { hasNextPage endCursor } } }`;
	const list = async (filter: object, page: object = {}) => {
		const { data, errors } = await askApi(staged, query, { filter, ...page });
		assert.ok(data, JSON.stringify(errors));
		return data.commands as Page<{ text: string }>;
	};
	const texts = async (filter: object) =>
		(await list(filter)).edges.map(({ node }) => node.text);
	await until(async () => (await texts({ state: "SUCCEEDED" })).length === 2);
	assert.equal((await texts({})).length, 3);
	assert.equal((await texts({ cluster: "us" })).length, 1);
	assert.equal((await texts({ cluster: "eu", text: "PODS" })).length, 1);
	assert.equal((await texts({ person: "ana@example.com" })).length, 3);
	assert.deepEqual(await texts({ person: "bob@example.com" }), []);
	assert.deepEqual(await texts({ channel: "elsewhere" }), []);
	assert.deepEqual(await texts({ until: "2020-01-01T00:00:00Z" }), []);
	const first = await list({}, { first: 2 });
	assert.equal(first.pageInfo.hasNextPage, true);
	assert.equal(first.pageInfo.endCursor, first.edges[1]?.cursor);
	const last = await list({}, { first: 2, after: first.pageInfo.endCursor });
	assert.equal(last.edges.length, 1);
	assert.equal(last.pageInfo.hasNextPage, false);
	for (const wrong of [
		{ filter: { text: "x".repeat(201) } },
		{ after: "nonsense" },
		{ first: 501 },
	]) {
		const { errors } = await askApi(staged, query, wrong);
		assert.equal(errors?.[0]?.extensions?.code, "INPUT_INVALID");
	}
	const running = await staged.commandRecords.listCommands(
		staged.organisation.id,
		{ state: "running" },
		{ first: 1 },
	);
	const [open] = running.items;
	assert.ok(open);
	const { actor } = staged.signedIn;
	const organisationId = staged.organisation.id;
	await staged.commands.cancel({ actor, organisationId }, open.id);
});

test("what is done is heard as it is done, filtered, until the listener is removed", async (t) => {
	const staged = await stageApi(t);
	const { people, signIn, organisation, signedIn } = staged;
	const bob = await people.addPerson(signedIn.actor, organisation.id, {
		email: "bob@example.com",
	});
	const { token } = await signIn.makeApiToken(organisation.id, bob.id, "test");
	const records = followApi(
		{ url: staged.url, token },
		"subscription ($filter: AuditFilter) { auditEvents(filter: $filter) { code clusters } }",
		{ filter: { code: "cluster.added", text: "region" } },
	);
	const first = records.next();
	await until(() => staged.openSubscriptions() === 1);
	await askApi(staged, 'mutation { addCluster(name: "eu") { token } }');
	await askApi(
		staged,
		'mutation { addCluster(name: "us", labels: [{ name: "region", value: "us" }]) { token } }',
	);
	assert.deepEqual((await first).value?.data?.auditEvents, {
		code: "cluster.added",
		clusters: ["us"],
	});
	const next = records.next();
	await askApi(
		staged,
		'mutation { removePerson(email: "bob@example.com") { email } }',
	);
	const { errors } = (await next).value ?? {};
	assert.equal(errors?.[0]?.extensions?.code, "NOT_SIGNED_IN");
	await until(() => staged.openSubscriptions() === 0);
});

test("a listener with a filter that cannot be, or who is nobody, is refused", async (t) => {
	const staged = await stageApi(t);
	const follow = (token: string, filter: object) =>
		Array.fromAsync(
			followApi(
				{ url: staged.url, token },
				"subscription ($filter: AuditFilter) { auditEvents(filter: $filter) { code } }",
				{ filter },
			),
		);
	const [wrong] = await follow(staged.token, { code: "no.such" });
	assert.equal(wrong?.errors?.[0]?.extensions?.code, "INPUT_INVALID");
	const [nobody] = await follow("qda_nobody", {});
	assert.equal(nobody?.errors?.[0]?.extensions?.code, "NOT_SIGNED_IN");
	assert.equal(staged.openSubscriptions(), 0);
});

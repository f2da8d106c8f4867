import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { CommandId } from "@quarterdeck/contract";
import { until } from "@quarterdeck/testkit";
import type { FakeAgent } from "../../flows/commands/fakes.ts";
import { callerOf } from "./api-context.ts";
import { type Answer, askApi, followApi } from "./ask-api.fixture.ts";
import { stageApi } from "./stage-api.fixture.ts";

type Staged = Awaited<ReturnType<typeof stageApi>>;
type Who = Pick<Staged, "url" | "token">;

const card: FakeAgent = async ({ accept, say: write, end }) => {
	accept();
	await write("words\n");
	return end();
};

const code = (answer: Answer) => answer.errors?.[0]?.extensions?.code;

async function say(who: Who, input: object) {
	const run = `mutation ($input: RunCommandInput!) { runCommand(input: $input) { id } }`;
	const answer = await askApi(who, run, { input });
	assert.ok(answer.data, JSON.stringify(answer.errors));
	return answer.data.runCommand as { id: string };
}

async function list(who: Who, filter: object) {
	const commands = `query ($filter: CommandFilter) { commands(filter: $filter) { edges { node { id state } } } }`;
	const answer = await askApi(who, commands, { filter });
	assert.ok(answer.data, JSON.stringify(answer.errors));
	const { edges } = answer.data.commands as {
		edges: { node: { id: string; state: string } }[];
	};
	return edges.map(({ node }) => node);
}

/** Somebody else of the organisation, by a token of their own. */
async function another(staged: Staged) {
	const person = await staged.people.addPerson(
		staged.signedIn.actor,
		staged.organisation.id,
		{ email: "bob@example.com" },
	);
	const { token } = await staged.signIn.makeApiToken(
		staged.organisation.id,
		person.id,
		"test",
	);
	return { url: staged.url, token };
}

describe("the history", () => {
	test("of two channels of one name on two platforms is shown for the one it was said in", async (t) => {
		const staged = await stageApi(t);
		await staged.joinCluster("eu", card);
		const bob = await another(staged);
		const { current } = staged.configuration;
		staged.configuration.current = {
			...current,
			channels: current.channels.flatMap((one) =>
				one.name === "ops"
					? [
							one,
							{
								...one,
								platform: "slack" as const,
								members: ["ana@example.com"],
							},
						]
					: [one],
			),
		};
		const inSlack = await staged.commands.run({
			caller: callerOf(staged.signedIn),
			platform: "slack",
			channel: "ops",
			text: "kubectl x --cluster eu",
			options: {},
		});
		const { id } = inSlack;
		await until(async () => (await list(staged, {}))[0]?.state === "SUCCEEDED");
		const here = { channel: "ops" };
		const there = { channel: "ops", platform: "SLACK" };
		assert.equal((await list(staged, there))[0]?.id, id);
		assert.deepEqual(await list(staged, here), []);
		assert.deepEqual(await list(bob, there), []);
		const one = `query ($id: ID!) { command(id: $id) { platform channel } }`;
		assert.deepEqual((await askApi(staged, one, { id })).data, {
			command: { platform: "SLACK", channel: "ops" },
		});
		assert.deepEqual((await askApi(bob, one, { id })).data, { command: null });
		const platformAlone = await askApi(
			staged,
			"{ commands(filter: {platform: SLACK}) { edges { cursor } } }",
		);
		assert.equal(code(platformAlone), "INPUT_INVALID");
		const complete = `{ complete(platform: SLACK, channel: "ops", text: "k") { items { text } } }`;
		assert.equal(code(await askApi(bob, complete)), "CHANNEL_CLOSED");
		assert.ok((await askApi(staged, complete)).data);
		const live = `subscription { channelEvents(platform: SLACK, channel: "ops") { command { id } } }`;
		for await (const answer of followApi(bob, live, {}))
			assert.equal(code(answer), "CHANNEL_CLOSED");
		const channels = await askApi(staged, "{ channels { name platform } }");
		assert.ok(
			JSON.stringify(channels.data).includes('"name":"ops","platform":"SLACK"'),
		);
	});

	test("is shown to nobody else once its channel is removed from the configuration", async (t) => {
		const staged = await stageApi(t);
		await staged.joinCluster("eu", card);
		const bob = await another(staged);
		const { id } = await say(staged, {
			text: "kubectl x --cluster eu",
			channel: "ops",
		});
		await until(async () => (await list(bob, {}))[0]?.state === "SUCCEEDED");
		const [listed] = await list(bob, {});
		assert.equal(listed?.id, id);
		const { current } = staged.configuration;
		staged.configuration.current = {
			...current,
			channels: current.channels.filter(({ name }) => name !== "ops"),
		};
		assert.deepEqual(await list(bob, {}), []);
		const one = `query ($id: ID!) { command(id: $id) { id } }`;
		assert.deepEqual((await askApi(bob, one, { id })).data, { command: null });
		const own = await askApi(staged, one, { id });
		assert.deepEqual(own.data, { command: { id } });
		const complete = `{ complete(channel: "ops", text: "k") { items { text } } }`;
		assert.equal(code(await askApi(bob, complete)), "CHANNEL_UNKNOWN");
		const live = `subscription ($id: ID!) { commandEvents(id: $id) { seq } }`;
		for await (const answer of followApi(bob, live, { id }))
			assert.equal(code(answer), "COMMAND_NOT_FOUND");
		const record = await staged.commands.find(
			callerOf(staged.signedIn),
			id as CommandId,
		);
		const download = async ({ token }: { readonly token: string }) =>
			(
				await fetch(`${staged.url}/outputs/${record?.runs[0]?.runId}`, {
					headers: { authorization: `Bearer ${token}` },
				})
			).status;
		assert.equal(await download(bob), 404);
		assert.equal(await download(staged), 200);
	});
});

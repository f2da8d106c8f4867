import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { setImmediate } from "node:timers/promises";
import { isId } from "@quarterdeck/contract";
import { until } from "@quarterdeck/testkit";
import type { FakeAgent } from "../../flows/commands/fakes.ts";
import { type Answer, askApi, followApi } from "./ask-api.fixture.ts";
import { stageApi } from "./stage-api.fixture.ts";

type Staged = Awaited<ReturnType<typeof stageApi>>;

const card: FakeAgent = async ({ accept, say, end }) => {
	accept();
	await say("words beside it\n");
	return end({
		message: {
			type: "form",
			sections: [{ header: "<b>Form</b>", buttons: [{ name: "Go" }] }],
		},
	});
};

const code = (answer: Answer) => answer.errors?.[0]?.extensions?.code;

const runCommand = `mutation ($input: RunCommandInput!) { runCommand(input: $input) { id thread email channel } }`;
const commandFields = `id text thread channel state email runs { cluster state message }`;
const channelEvents = `subscription ($channel: String!) { channelEvents(channel: $channel) {
	command { ${commandFields} } event { seq command kind text run { message } state } } }`;

interface ToldCommand {
	readonly id: string;
	readonly thread: string | null;
	readonly state: string;
	readonly runs: readonly { readonly message: unknown }[];
}
interface Told {
	readonly command: ToldCommand | null;
	readonly event: {
		readonly command: string;
		readonly kind: string;
		readonly run: { readonly message: unknown } | null;
	} | null;
}

async function say(staged: Pick<Staged, "url" | "token">, input: object) {
	const answer = await askApi(staged, runCommand, { input });
	assert.ok(answer.data, JSON.stringify(answer.errors));
	return answer.data.runCommand as { id: string; thread: string | null };
}

async function list(
	staged: Pick<Staged, "url" | "token">,
	filter: object,
): Promise<ToldCommand[]> {
	const answer = await askApi(
		staged,
		`query ($filter: CommandFilter) { commands(filter: $filter) { edges { node { ${commandFields} } } } }`,
		{ filter },
	);
	assert.ok(answer.data, JSON.stringify(answer.errors));
	const { edges } = answer.data.commands as {
		edges: { node: ToldCommand }[];
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

describe("threads", () => {
	test("a reply under what is no command of the channel is refused", async (t) => {
		const staged = await stageApi(t);
		const root = await say(staged, { text: "ping", channel: "ops" });
		for (const thread of ["", "x", "cmd_1", staged.newId("command"), root.id]) {
			const channel = thread === root.id ? "europe" : "ops";
			const input = { text: "ping", channel, thread };
			const answer = await askApi(staged, runCommand, { input });
			assert.equal(code(answer), "INPUT_INVALID", thread);
		}
	});

	test("are told with their commands and listed by themselves", async (t) => {
		const staged = await stageApi(t);
		const root = await say(staged, { text: "ping", channel: "ops" });
		const thread = root.id;
		const reply = await say(staged, { text: "ping", channel: "ops", thread });
		assert.equal(reply.thread, root.id);
		assert.equal(root.thread, null);
		const ids = async (filter: object) =>
			(await list(staged, filter)).map(({ id }) => id);
		assert.deepEqual(await ids({ thread: root.id }), [reply.id]);
		assert.deepEqual(await ids({ channel: "ops", roots: true }), [root.id]);
		assert.deepEqual(await ids({ thread: reply.id }), []);
		assert.equal(
			code(
				await askApi(
					staged,
					'{ commands(filter: {thread: "x"}) { edges { cursor } } }',
				),
			),
			"COMMAND_NOT_FOUND",
		);
	});
});

describe("a plugin's message", () => {
	test("is given with its run: by the command, in lists and live", async (t) => {
		const staged = await stageApi(t);
		await staged.joinCluster("eu", card);
		const events = followApi(staged, channelEvents, { channel: "ops" });
		const first = events.next();
		await until(() => staged.openSubscriptions() === 1);
		const { id } = await say(staged, {
			text: "kubectl x --cluster eu,nowhere",
			channel: "ops",
		});
		const heard: Told[] = [(await first).value?.data?.channelEvents as Told];
		for await (const { data } of events) {
			heard.push(data?.channelEvents as Told);
			const { command } = heard.at(-1) ?? {};
			if (command && command.state !== "RUNNING") break;
		}
		assert.ok(
			heard.every((one) => (one.command?.id ?? one.event?.command) === id),
		);
		const live = heard.flatMap(({ event }) => event?.run?.message ?? []);
		const message = {
			type: "form",
			sections: [{ header: "<b>Form</b>", buttons: [{ name: "Go" }] }],
		};
		assert.deepEqual(live, [message]);
		const [listed] = await list(staged, { channel: "ops" });
		const messages = listed?.runs.map((run) => run.message);
		assert.deepEqual(messages, [null, message]);
	});
});

describe("a channel's events", () => {
	test("end with the session, and are given to no stranger and to nobody the channel is closed to", async (t) => {
		const staged = await stageApi(t);
		const bob = await another(staged);
		const refusal = async (
			who: Pick<Staged, "url" | "token">,
			channel: string,
		) => {
			for await (const answer of followApi(who, channelEvents, { channel }))
				return code(answer);
			return undefined;
		};
		assert.equal(await refusal(bob, "private"), "CHANNEL_CLOSED");
		assert.equal(await refusal(bob, "nowhere"), "CHANNEL_UNKNOWN");
		const events = followApi(bob, channelEvents, { channel: "ops" });
		const first = events.next();
		await until(() => staged.openSubscriptions() === 1);
		await say(staged, { text: "ping", channel: "ops" });
		assert.ok((await first).value?.data);
		const { tokens } = await ownTokens(bob);
		const [own] = tokens;
		assert.ok(own);
		await askApi(bob, "mutation ($id: ID!) { endApiToken(id: $id) { id } }", {
			id: own.id,
		});
		let last: Answer | undefined;
		for await (const answer of events) last = answer;
		assert.equal(last && code(last), "NOT_SIGNED_IN");
		await until(() => staged.openSubscriptions() === 0);
	});
});

describe("who left the group of a closed channel", () => {
	async function stageGroup(t: Parameters<typeof stageApi>[0]) {
		const staged = await stageApi(t);
		const { current } = staged.configuration;
		staged.configuration.current = {
			...current,
			channels: current.channels.map((one) => ({
				...one,
				members: ["ana@example.com", "group:ops"],
			})),
		};
		const { actor } = staged.signedIn;
		const { id } = staged.organisation;
		const person = await staged.people.addPerson(actor, id, {
			email: "bob@example.com",
			groups: ["ops"],
		});
		const { token } = await staged.signIn.makeApiToken(id, person.id, "t");
		const leave = () =>
			staged.people.updatePerson(actor, id, person.id, { groups: [] });
		return { staged, bob: { url: staged.url, token }, leave };
	}

	test("hears of no further command there", async (t) => {
		const { staged, bob, leave } = await stageGroup(t);
		const events = followApi(bob, channelEvents, { channel: "private" });
		const first = events.next();
		await until(() => staged.openSubscriptions() === 1);
		await leave();
		await say(staged, { text: "ping", channel: "private" });
		const { value } = await first;
		assert.equal(value && code(value), "CHANNEL_CLOSED");
	});

	test("hears no more of a command that goes on", {
		timeout: 60_000,
	}, async (t) => {
		const { staged, bob, leave } = await stageGroup(t);
		let isHeard = true;
		await staged.joinCluster("eu", async ({ accept, say: out, end }) => {
			accept();
			for (; isHeard; await setImmediate()) await out("x");
			return end();
		});
		const { id } = await say(staged, {
			text: "kubectl x --cluster eu",
			channel: "private",
		});
		const one = `subscription ($id: ID!) { commandEvents(id: $id) { text } }`;
		const all = `subscription { channelEvents(channel: "private") { event { text } } }`;
		const hear = async (events: AsyncIterable<Answer>) => {
			let last: unknown;
			for await (const answer of events) last = code(answer);
			return last;
		};
		const heard = Promise.all([
			hear(followApi(bob, one, { id })),
			hear(followApi(bob, all, {})),
		]);
		await until(() => staged.openSubscriptions() === 2);
		await leave();
		assert.deepEqual(await heard, ["COMMAND_NOT_FOUND", "CHANNEL_CLOSED"]);
		isHeard = false;
	});
});

async function ownTokens(who: Pick<Staged, "url" | "token">) {
	const answer = await askApi(
		who,
		"{ apiTokens { edges { node { id isThisOne } } } }",
	);
	assert.ok(answer.data, JSON.stringify(answer.errors));
	const { edges } = answer.data.apiTokens as {
		edges: { node: { id: string; isThisOne: boolean } }[];
	};
	return { tokens: edges.map(({ node }) => node) };
}

describe("what was said in a channel that is closed to somebody", () => {
	test("is not shown to them: not by id, in no list, not live and not as a download", async (t) => {
		const staged = await stageApi(t);
		await staged.joinCluster("eu", card);
		const bob = await another(staged);
		const { id } = await say(staged, {
			text: "kubectl x --cluster eu",
			channel: "private",
		});
		await until(async () => (await list(staged, {}))[0]?.state === "SUCCEEDED");
		assert.equal((await list(staged, { channel: "private" })).length, 1);
		assert.equal((await list(bob, { channel: "private" })).length, 0);
		assert.equal((await list(bob, {})).length, 0);
		const one = `query ($id: ID!) { command(id: $id) { id } }`;
		const shown = await askApi(staged, one, { id });
		assert.ok(shown.data?.command);
		assert.deepEqual(await askApi(bob, one, { id }), {
			data: { command: null },
		});
		const live = `subscription ($id: ID!) { commandEvents(id: $id) { seq } }`;
		for await (const answer of followApi(bob, live, { id }))
			assert.equal(code(answer), "COMMAND_NOT_FOUND");
		assert.ok(isId("command", id));
		const record = await staged.commandRecords.findCommand(
			staged.organisation.id,
			id,
		);
		const runId = record?.runs[0]?.runId;
		const download = async ({ url, token }: Pick<Staged, "url" | "token">) =>
			(
				await fetch(`${url}/outputs/${runId}`, {
					headers: { authorization: `Bearer ${token}` },
				})
			).status;
		assert.equal(await download(staged), 200);
		assert.equal(await download(bob), 404);
		const cancel = `mutation ($id: ID!) { cancelCommand(id: $id) { text runs { message } } }`;
		const refused = await askApi(bob, cancel, { id });
		assert.equal(code(refused), "COMMAND_NOT_FOUND");
		assert.ok(!JSON.stringify(refused).includes("kubectl"));
	});

	test("a token that may run alone is told no answers, by cancelling or by saying it again", async (t) => {
		const staged = await stageApi(t);
		await staged.joinCluster("eu", card);
		const input = {
			id: staged.newId("command"),
			text: "kubectl x --cluster eu",
			channel: "ops",
		};
		await say(staged, input);
		await until(async () => (await list(staged, {}))[0]?.state === "SUCCEEDED");
		const { token } = await staged.signIn.createApiToken(staged.signedIn, {
			label: "ci",
			scopes: ["run"],
		});
		const runs = "runs { cluster state outputUrl outputBytes message digest }";
		const bare = [
			{
				cluster: "eu",
				state: "SUCCEEDED",
				outputUrl: null,
				outputBytes: 0,
				message: null,
				digest: null,
			},
		];
		const by = { url: staged.url, token };
		const { data: cancelled } = await askApi(
			by,
			`mutation ($id: ID!) { cancelCommand(id: $id) { ${runs} } }`,
			input,
		);
		assert.deepEqual(cancelled?.cancelCommand, { runs: bare });
		const { data: repeated } = await askApi(
			by,
			`mutation ($input: RunCommandInput!) { runCommand(input: $input) { ${runs} } }`,
			{ input },
		);
		assert.deepEqual(repeated?.runCommand, { runs: bare });
	});
});

test("a command that is being written is gone on with, where it may be said", async (t) => {
	const staged = await stageApi(t);
	await staged.joinCluster("prod-eu", card);
	const bob = await another(staged);
	const complete = `query ($channel: String, $text: String!, $cursor: Int) {
		complete(channel: $channel, text: $text, cursor: $cursor) { from to items { text kind detail } } }`;
	const closed = await askApi(bob, complete, { channel: "private", text: "k" });
	assert.equal(code(closed), "CHANNEL_CLOSED");
	const text = "k get pods --cluster pr -n x";
	const answer = await askApi(bob, complete, { text, cursor: 23 });
	assert.deepEqual(answer.data?.complete, {
		from: 21,
		to: 23,
		items: [{ text: "prod-eu", kind: "CLUSTER", detail: null }],
	});
	for (const odd of ["\0", "'", "--cluster=\ud800", "x".repeat(70_000)]) {
		const { errors } = await askApi(bob, complete, { text: odd, cursor: -5 });
		assert.equal(errors, undefined, odd.slice(0, 20));
	}
});

test("a credential is rotated when its agent does it, and revoked at once; tokens that may only read do neither", async (t) => {
	const staged = await stageApi(t);
	await staged.joinCluster("eu", card);
	const rotate = `mutation ($name: String!) { rotateCredential(cluster: $name) { name state } }`;
	const revoke = `mutation ($name: String!) { revokeCredential(cluster: $name) { name state } }`;
	const { token } = await staged.signIn.createApiToken(staged.signedIn, {
		label: "reads",
		scopes: ["read"],
	});
	for (const wish of [rotate, revoke]) {
		const reader = { url: staged.url, token };
		const refused = await askApi(reader, wish, { name: "eu" });
		assert.equal(code(refused), "NOT_ALLOWED");
		const unknown = await askApi(staged, wish, { name: "nowhere" });
		assert.equal(code(unknown), "CLUSTER_UNKNOWN");
	}
	assert.equal(
		code(await askApi(staged, rotate, { name: "eu" })),
		"CLUSTER_SILENT",
	);
	const revoked = await askApi(staged, revoke, { name: "eu" });
	assert.deepEqual(revoked.data?.revokeCredential, {
		name: "eu",
		state: "JOINING",
	});
	for (const wish of [rotate, revoke])
		assert.equal(
			code(await askApi(staged, wish, { name: "eu" })),
			"CLUSTER_NEVER_JOINED",
		);
});

describe("the configuration", () => {
	test("has a schema for editors, and goes back to a version", async (t) => {
		const wanted: unknown[] = [];
		const staged = await stageApi(t, {
			catalog: {
				async rollBackConfiguration(_caller, given) {
					wanted.push(given);
					return { applied: undefined, problems: [] };
				},
				async checkConfiguration(_organisationId, given) {
					wanted.push(given);
					return { problems: [], widens: ["in #ops, more"] };
				},
			},
		});
		const schema = await askApi(staged, "{ configurationSchema }");
		const text = JSON.stringify(schema.data?.configurationSchema);
		assert.match(text, /"communications"/);
		const back = await askApi(
			staged,
			'mutation { rollBackConfiguration(version: 3, base: 5, note: "n") { configuration { version } problems { message } } }',
		);
		assert.deepEqual(back.data?.rollBackConfiguration, {
			configuration: null,
			problems: [],
		});
		const checked = await askApi(
			staged,
			'mutation { old: validateConfiguration(yaml: "a: b", base: 5) { message } checkConfiguration(yaml: "a: b", base: 5) { problems { message } widens } }',
		);
		assert.deepEqual(checked.data, {
			old: [],
			checkConfiguration: { problems: [], widens: ["in #ops, more"] },
		});
		assert.deepEqual(wanted, [
			{ version: 3, base: 5, note: "n" },
			{ text: "a: b", file: undefined, base: 5 },
			{ text: "a: b", file: undefined, base: 5 },
		]);
	});
});

import assert from "node:assert/strict";
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { describe, test } from "node:test";
import { isId } from "@quarterdeck/contract";
import { until } from "@quarterdeck/testkit";
import type { FakeAgent } from "../../../flows/commands/fakes.ts";
import { askApi } from "../ask-api.fixture.ts";
import { stageApi } from "../stage-api.fixture.ts";
import { signedInBrowser } from "./stage-people.fixture.ts";

type Staged = Awaited<ReturnType<typeof stageApi>>;

/** Mal, who is about to be removed, with a token and a browser. */
async function stageMal(staged: Staged) {
	const { people, signIn, organisation, signedIn } = staged;
	const person = await people.addPerson(signedIn.actor, organisation.id, {
		email: "mal@example.com",
	});
	const { token } = await signIn.makeApiToken(
		organisation.id,
		person.id,
		"test",
	);
	const browser = await signedInBrowser(staged, { organisation, person });
	const remove = () =>
		people.removePerson(signedIn.actor, organisation.id, "mal@example.com");
	return { token, browser, remove };
}

type Mal = Awaited<ReturnType<typeof stageMal>>;

/** Sends the head and the beginning of a query; resolves when the server waits for the rest. */
async function begin(
	{ url }: Staged,
	headers: Readonly<Record<string, string>>,
	query: string,
) {
	const { host, hostname, port } = new URL(url);
	const body = JSON.stringify({ query });
	const socket = connect(Number(port), hostname);
	let got = "";
	socket.setEncoding("utf8").on("data", (data: string) => {
		got += data;
	});
	const head = {
		host,
		"content-type": "application/json",
		"content-length": String(Buffer.byteLength(body)),
		expect: "100-continue",
		connection: "close",
		...headers,
	};
	const lines = Object.entries(head).map((pair) => pair.join(": "));
	socket.write(`POST /graphql HTTP/1.1\r\n${lines.join("\r\n")}\r\n\r\n`);
	await until(() => got.includes("100 Continue"));
	socket.write(body.slice(0, 10));
	return {
		async finish(): Promise<string> {
			socket.write(body.slice(10));
			await ended(socket);
			return got;
		},
	};
}

function ended(socket: Socket): Promise<unknown> {
	return new Promise((resolve) => socket.once("close", resolve));
}

async function headersOf(
	mal: Mal,
	by: "token" | "session",
): Promise<Record<string, string>> {
	if (by === "token") return { authorization: `Bearer ${mal.token}` };
	const { csrfToken } = await mal.browser.session();
	const cookie = [...mal.browser.cookies].map((pair) => pair.join("="));
	return {
		cookie: cookie.join("; "),
		"sec-fetch-site": "same-origin",
		"x-csrf-token": csrfToken ?? "",
	};
}

describe("a request that was begun before its person was removed, and ended after it,", () => {
	for (const by of ["token", "session"] as const)
		for (const query of [
			'mutation { runCommand(input: {text: "kubectl delete ns shop", channel: "ops"}) { id } }',
			'mutation { addPerson(email: "back@example.com") { url } }',
			'mutation { createApiToken(label: "x", scopes: [RUN]) { token } }',
			"{ people { edges { node { email } } } }",
		])
			test(`does nothing by ${by}: ${query.slice(0, 24)}`, async (t) => {
				const staged = await stageApi(t);
				let ran = 0;
				const agent: FakeAgent = async ({ accept, end }) => {
					ran += 1;
					accept();
					return end();
				};
				await staged.joinCluster("eu", agent);
				const mal = await stageMal(staged);
				const held = await begin(staged, await headersOf(mal, by), query);
				assert.ok((await askApi({ ...staged, ...mal }, "{ me { id } }")).data);
				await mal.remove();
				const got = await held.finish();
				assert.match(got, /NOT_SIGNED_IN/);
				assert.doesNotMatch(got, /qdl_|qda_|@example/);
				assert.equal(ran, 0);
			});
});

describe("who is let go while their request is under way", () => {
	const slow = `mutation { checkConfiguration(yaml: "") { widens }
		addCluster(name: "late") { token } addPerson(email: "back@example.com") { url } }`;
	for (const by of ["token", "session"] as const)
		test(`does nothing of what is left of it, by ${by}`, async (t) => {
			let remove = async (): Promise<unknown> => undefined;
			const staged = await stageApi(t, {
				catalog: {
					async checkConfiguration() {
						await remove();
						return { problems: [], widens: [] };
					},
				},
			});
			const mal = await stageMal(staged);
			remove = mal.remove;
			const answer =
				by === "token"
					? await askApi({ url: staged.url, token: mal.token }, slow)
					: await mal.browser.ask(slow);
			assert.match(
				String(answer.errors?.[0]?.extensions?.code),
				/^(NOT_SIGNED_IN|ORGANISATION_UNKNOWN)$/,
			);
			const { fleet, people, organisation } = staged;
			assert.equal(await fleet.findCluster(organisation.id, "late"), undefined);
			const back = "back@example.com";
			assert.equal(
				await people.findPersonByEmail(organisation.id, back),
				undefined,
			);
		});

	test("is in the organisation in which it began to the end of it", async (t) => {
		let move = async (): Promise<unknown> => undefined;
		const staged = await stageApi(t, {
			catalog: {
				async checkConfiguration() {
					await move();
					return { problems: [], widens: [] };
				},
			},
		});
		const browser = await signedInBrowser(staged);
		const made = await browser.ask(
			'mutation { createOrganisation(name: "Second") { id } }',
		);
		const { id = "" } = (made.data?.createOrganisation ?? {}) as {
			id?: string;
		};
		const first = { "x-organisation": staged.organisation.id };
		await browser.ask("{ me { id } }", {}, first);
		move = () => browser.ask("{ me { id } }", {}, { "x-organisation": id });
		const answer = await browser.ask(slow);
		assert.ok(answer.data?.addCluster, JSON.stringify(answer));
		const { fleet, organisation } = staged;
		assert.ok(await fleet.findCluster(organisation.id, "late"));
	});

	test("gets no more of an output that is being sent to them", async (t) => {
		const { staged, mal, runId, isLeft } = await stageEndlessOutput(t);
		const response = await fetch(`${staged.url}/outputs/${runId}`, {
			headers: { authorization: `Bearer ${mal.token}` },
		});
		assert.equal(response.status, 200);
		const reader = response.body?.getReader() ?? assert.fail();
		await reader.read();
		await mal.remove();
		await assert.rejects(async () => {
			while (!(await reader.read()).done);
		});
		await until(isLeft);
		assert.equal(staged.openSubscriptions(), 0);
	});

	test("is cut off also when they have stopped reading it", async (t) => {
		const { staged, mal, runId, isLeft } = await stageEndlessOutput(t);
		const { hostname, port, host } = new URL(staged.url);
		const socket = connect(Number(port), hostname);
		t.after(() => void socket.destroy());
		socket.on("error", () => {});
		socket.write(
			`GET /outputs/${runId} HTTP/1.1\r\nhost: ${host}\r\nauthorization: Bearer ${mal.token}\r\n\r\n`,
		);
		await once(socket, "readable");
		assert.equal(staged.openSubscriptions(), 1);
		await mal.remove();
		await until(isLeft);
		assert.equal(staged.openSubscriptions(), 0);
	});
});

/** Mal, and an output of a run that is sent without end. */
async function stageEndlessOutput(t: Parameters<typeof stageApi>[0]) {
	const staged = await stageApi(t);
	await staged.joinCluster("eu", async ({ accept, say, end }) => {
		accept();
		await say("hello\n");
		return end();
	});
	const mal = await stageMal(staged);
	const { runId, isDone } = await runOnce(staged);
	await until(isDone);
	let isLeft = false;
	Object.assign(staged.outputs, {
		open: async () => ({
			totalBytes: 2_000_000_000,
			start: 0,
			endExclusive: 2_000_000_000,
			bytes: (async function* () {
				try {
					for (;;) yield new Uint8Array(65_536);
				} finally {
					isLeft = true;
				}
			})(),
		}),
	});
	return { staged, mal, runId, isLeft: () => isLeft };
}

async function runOnce(staged: Staged) {
	const answer = await askApi(
		staged,
		'mutation { runCommand(input: {text: "kubectl get pods"}) { id } }',
	);
	const { id = "" } = (answer.data?.runCommand ?? {}) as { id?: string };
	assert.ok(isId("command", id));
	const find = () =>
		staged.commandRecords.findCommand(staged.organisation.id, id);
	const record = await until(async () => {
		const found = await find();
		return found?.runs.length ? found : undefined;
	});
	return {
		runId: record.runs[0]?.runId ?? assert.fail(),
		isDone: async () => (await find())?.state === "succeeded",
	};
}

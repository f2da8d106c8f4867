import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { createLog } from "@quarterdeck/runtime";
import { until } from "@quarterdeck/testkit";
import { type FakeAgent, silentAgent } from "../../flows/commands/fakes.ts";
import { stageApi } from "./stage-api.fixture.ts";

type Staged = Awaited<ReturnType<typeof stageApi>>;

interface Answer {
	readonly data?: Record<string, unknown> | null;
	readonly errors?: readonly {
		readonly message: string;
		readonly extensions?: Record<string, unknown>;
	}[];
}

async function post(
	staged: Pick<Staged, "url" | "token">,
	query: string,
	variables: object = {},
	headers: Record<string, string> = {},
): Promise<Response> {
	return fetch(`${staged.url}/graphql`, {
		method: "POST",
		headers: {
			"content-type": "application/json",
			...(staged.token ? { authorization: `Bearer ${staged.token}` } : {}),
			...headers,
		},
		body: JSON.stringify({ query, variables }),
	});
}

async function ask(
	staged: Pick<Staged, "url" | "token">,
	query: string,
	variables: object = {},
): Promise<Answer> {
	const response = await post(staged, query, variables);
	return (await response.json()) as Answer;
}

function code(answer: Answer): unknown {
	return answer.errors?.[0]?.extensions?.code;
}

/** One field of what was answered. */
function field<T>(answer: Answer, name: string): T {
	assert.ok(answer.data, JSON.stringify(answer.errors));
	return answer.data[name] as T;
}

/** The values of a subscription's stream, as the client reads them. */
async function* follow(
	staged: Pick<Staged, "url" | "token">,
	query: string,
	variables: object,
	signal?: AbortSignal,
): AsyncGenerator<Answer> {
	const response = await fetch(`${staged.url}/graphql`, {
		method: "POST",
		headers: {
			"content-type": "application/json",
			accept: "text/event-stream",
			authorization: `Bearer ${staged.token}`,
		},
		body: JSON.stringify({ query, variables }),
		...(signal ? { signal } : {}),
	});
	assert.equal(
		response.headers.get("content-type")?.split(";")[0],
		"text/event-stream",
	);
	let text = "";
	const decoder = new TextDecoder();
	for await (const bytes of response.body ?? []) {
		text += decoder.decode(bytes, { stream: true });
		const events = text.split("\n\n");
		text = events.pop() ?? "";
		for (const event of events) {
			const data = /^event: next\ndata: (.*)$/s.exec(event)?.[1];
			if (data) yield JSON.parse(data) as Answer;
			if (event.startsWith("event: complete")) return;
		}
	}
	throw new Error("the stream was cut off");
}

function tokenIdOf({ proof }: Staged["signedIn"]) {
	assert.ok(proof.kind === "token");
	return proof.tokenId;
}

const echo: FakeAgent = async ({ accept, say, end, order }) => {
	accept();
	await say(`${order.words.join(" ")}\n`);
	return end({
		gate: {
			user: "ana",
			groups: ["ops"],
			total: 1,
			refused: 0,
			bytes: 10,
			requests: [{ method: "GET", path: "/api", status: 200, bytes: 10 }],
		},
	});
};

const commandEvents = `subscription ($id: ID!, $after: Int) { commandEvents(id: $id, after: $after) {
	seq cluster kind text at state run { id cluster state exitCode durationMs outputBytes incomplete shortened truncated outputUrl digest
		error { code message ref hint } gate { user groups total requests { method path status } } } } }`;

describe("strangers", () => {
	test("get nothing but a refusal, whatever they ask", async (t) => {
		const staged = await stageApi(t);
		for (const token of ["", "qdt_wrong", `${staged.token}x`, "a b"]) {
			const stranger = { url: staged.url, token };
			for (const query of [
				"{ me { email } }",
				"{ status { version } }",
				"{ clusters { edges { node { name } } } }",
				'{ cluster(name: "eu") { name } }',
				"{ channels { name } }",
				"{ auditRecords { edges { node { id } } } }",
				"{ configuration { yaml } }",
				"{ configurations { edges { node { yaml } } } }",
				'mutation { addCluster(name: "eu") { token } }',
				'mutation { runCommand(input: { text: "ping" }) { id } }',
				'mutation { validateConfiguration(yaml: "") { message } }',
				'mutation { checkConfiguration(yaml: "") { widens } }',
				'mutation { addPerson(email: "eve@example.com") { url } }',
				"mutation { verifyAudit { ok } }",
			])
				assert.equal(code(await ask(stranger, query)), "NOT_SIGNED_IN", query);
		}
	});

	test("do not see the schema; who is signed in does, whoever asked first", async (t) => {
		const staged = await stageApi(t);
		const query = "{ __schema { queryType { name } } }";
		const stranger = { url: staged.url, token: "" };
		assert.equal(code(await ask(stranger, query)), "NOT_SIGNED_IN");
		assert.deepEqual((await ask(staged, query)).data, {
			__schema: { queryType: { name: "Query" } },
		});
		assert.equal(code(await ask(stranger, query)), "NOT_SIGNED_IN");
	});

	test("sign in by a code that works once", async (t) => {
		const staged = await stageApi(t);
		const { organisation, signedIn, signIn } = staged;
		const link = await signIn.makeSignInLink(
			organisation.id,
			signedIn.person.id,
		);
		const query =
			"mutation ($code: String!) { signIn(code: $code) { token person { email organisation { name } } } }";
		const stranger = { url: staged.url, token: "" };
		const first = await ask(stranger, query, { code: link.code });
		const session = first.data?.signIn as { token: string; person: unknown };
		assert.deepEqual(session.person, {
			email: "ana@example.com",
			organisation: { name: "Acme" },
		});
		const me = await ask(
			{ url: staged.url, token: session.token },
			"{ me { email role groups displayName } }",
		);
		assert.deepEqual(me.data?.me, {
			email: "ana@example.com",
			role: "owner",
			groups: [],
			displayName: "Ana",
		});
		const again = await ask(stranger, query, { code: link.code });
		assert.equal(code(again), "SIGN_IN_REFUSED");
		assert.match(String(again.errors?.[0]?.extensions?.ref), /^err_/);
	});
});

describe("hostile requests", () => {
	test("too deep, too wide, too many aliases, too long, knotted fragments", async (t) => {
		const staged = await stageApi(t);
		const deep = `{ me ${"{ organisation ".repeat(20)}{ id }${" }".repeat(20)} }`;
		const aliases = `{ ${Array.from({ length: 40 }, (_, i) => `a${i}: me { id }`).join(" ")} }`;
		const doubling = Array.from(
			{ length: 20 },
			(_, i) => `fragment f${i} on Query { ...f${i + 1} ...f${i + 1} }`,
		).join("\n");
		const queries = {
			deep,
			aliases,
			doubling: `{ ...f0 }\n${doubling}\nfragment f20 on Query { me { id } }`,
			long: `{ me { id } } # ${"x".repeat(40_000)}`,
		};
		for (const [name, query] of Object.entries(queries))
			assert.equal(code(await ask(staged, query)), "INPUT_TOO_LARGE", name);
		const knot = await ask(
			staged,
			"{ ...a } fragment a on Query { ...b } fragment b on Query { ...a }",
		);
		assert.ok(knot.errors);
		const tokens = await ask(staged, `{ ${"me{id}".repeat(1000)} }`);
		assert.match(tokens.errors?.[0]?.message ?? "", /token/i);
	});

	test("bodies over a mebibyte, batches, garbage and other content types", async (t) => {
		const staged = await stageApi(t);
		const huge = await post(staged, "query ($x: String) { me { id } }", {
			x: "x".repeat(1_100_000),
		});
		assert.equal(huge.status, 413);
		assert.equal(huge.headers.get("connection"), "close");
		const send = (body: string, type = "application/json") =>
			fetch(`${staged.url}/graphql`, {
				method: "POST",
				headers: {
					"content-type": type,
					authorization: `Bearer ${staged.token}`,
				},
				body,
			});
		const one = JSON.stringify({ query: "{ me { id } }" });
		for (const response of [
			await send(`[${one},${one}]`),
			await send("{{{"),
			await send("null"),
			await send(one, "text/html"),
			await send(""),
		]) {
			assert.ok(response.status >= 400 && response.status < 500);
			const text = await response.text();
			assert.ok(!text.includes("node_modules"), text);
		}
		const got = await fetch(`${staged.url}/graphql?query={me{id}}`);
		assert.equal(got.status, 404);
	});

	test("sent to another name, or from another site, are refused", async (t) => {
		const staged = await stageApi(t);
		const { request } = await import("node:http");
		const status = (headers: Record<string, string>) =>
			new Promise<number>((resolve, reject) => {
				const sent = request(
					`${staged.url}/healthz`,
					{ headers },
					(response) => {
						response.resume();
						resolve(response.statusCode ?? 0);
					},
				);
				sent.on("error", reject).end();
			});
		const port = new URL(staged.url).port;
		assert.equal(await status({ host: `127.0.0.1:${port}` }), 200);
		assert.equal(await status({ host: `localhost:${port}` }), 200);
		assert.equal(await status({ host: "rebound.example.com" }), 421);
		assert.equal(await status({ host: `rebound.example.com:${port}` }), 421);
		assert.equal(
			await status({
				host: `127.0.0.1:${port}`,
				origin: "https://evil.example.com",
			}),
			403,
		);
		assert.equal(
			await status({ host: `127.0.0.1:${port}`, origin: "null" }),
			403,
		);
		assert.equal(
			await status({
				host: `127.0.0.1:${port}`,
				origin: `http://127.0.0.1:${port}`,
			}),
			200,
		);
		assert.equal(
			await status({
				host: `127.0.0.1:${port}`,
				origin: "http://127.0.0.1:1",
			}),
			403,
		);
	});

	test("what is ours to mend is masked, with a reference that is in the log", async (t) => {
		const lines: string[] = [];
		const log = createLog({
			process: "test",
			level: "error",
			write: (line) => lines.push(line),
		});
		const staged = await stageApi(t, {
			log,
			catalog: {
				currentConfiguration: () =>
					Promise.reject(new Error("secret: hunter2 in table passwords")),
			},
		});
		const answer = await ask(staged, "{ channels { name } }");
		const [error] = answer.errors ?? [];
		assert.equal(code(answer), "INTERNAL");
		assert.ok(!JSON.stringify(answer).includes("hunter2"));
		const ref = String(error?.extensions?.ref);
		assert.ok(
			lines.some((line) => line.includes(ref) && line.includes("hunter2")),
		);
	});
});

describe("a command over the API", () => {
	test("runs, streams, is recorded, and its output can be fetched in parts", async (t) => {
		const staged = await stageApi(t);
		await staged.joinCluster("eu", echo);
		await staged.joinCluster("us", echo);
		const started = await ask(
			staged,
			`mutation ($input: RunCommandInput!) { runCommand(input: $input) { id state channel person { email } runs { id cluster state } } }`,
			{ input: { text: "kubectl get pods --cluster eu,us", channel: "ops" } },
		);
		const command = started.data?.runCommand as {
			id: string;
			runs: { id: string; cluster: string }[];
			person: { email: string };
		};
		assert.equal(command.person.email, "ana@example.com");
		assert.deepEqual(
			command.runs.map(({ cluster }) => cluster),
			["eu", "us"],
		);
		const events: Record<string, unknown>[] = [];
		for await (const { data } of follow(staged, commandEvents, {
			id: command.id,
		}))
			events.push(data?.commandEvents as Record<string, unknown>);
		assert.equal(events.at(-1)?.kind, "COMMAND_ENDED");
		assert.equal(events.at(-1)?.state, "SUCCEEDED");
		assert.deepEqual(
			events.filter(({ kind }) => kind === "STDOUT").map(({ text }) => text),
			["kubectl get pods\n", "kubectl get pods\n"],
		);
		const run = events.find(({ kind }) => kind === "RUN_ENDED")?.run as Record<
			string,
			unknown
		>;
		assert.deepEqual(run.gate, {
			user: "ana",
			groups: ["ops"],
			total: 1,
			requests: [{ method: "GET", path: "/api", status: 200 }],
		});
		assert.equal(run.outputBytes, 17);
		const path = new URL(String(run.outputUrl)).pathname;
		const get = (range?: string, token = staged.token) =>
			fetch(staged.url + path, {
				headers: {
					authorization: `Bearer ${token}`,
					...(range ? { range } : {}),
				},
			});
		const whole = await get();
		assert.equal(await whole.text(), "kubectl get pods\n");
		assert.equal(
			whole.headers.get("content-type"),
			"text/plain; charset=utf-8",
		);
		assert.equal(whole.headers.get("x-content-type-options"), "nosniff");
		assert.match(
			whole.headers.get("content-disposition") ?? "",
			/^attachment; filename="run_/,
		);
		const part = await get("bytes=8-10");
		assert.equal(part.status, 206);
		assert.equal(part.headers.get("content-range"), "bytes 8-10/17");
		assert.equal(await part.text(), "get");
		assert.equal(await (await get("bytes=-5")).text(), "pods\n");
		assert.equal((await get("bytes=99-")).status, 416);
		assert.equal(await (await get("bytes=5-2")).text(), "kubectl get pods\n");
		assert.equal((await get(undefined, "qdt_wrong")).status, 401);
		const found = await ask(
			staged,
			"query ($id: ID!) { command(id: $id) { state endedAt runs { state } } }",
			{ id: command.id },
		);
		assert.equal(field<{ state: string }>(found, "command").state, "SUCCEEDED");
	});

	test("a refusal carries code, kind, reference and facts", async (t) => {
		const staged = await stageApi(t);
		const answer = await ask(
			staged,
			"mutation ($input: RunCommandInput!) { runCommand(input: $input) { id } }",
			{ input: { text: "kubectl get pods | grep x" } },
		);
		const extensions = answer.errors?.[0]?.extensions;
		assert.equal(extensions?.code, "COMMAND_PIPED");
		assert.equal(extensions?.kind, "invalid");
		assert.deepEqual(extensions?.facts, { operator: "|" });
		assert.match(String(extensions?.ref), /^err_/);
	});

	test("input is Base64 of a bounded number of bytes", async (t) => {
		const staged = await stageApi(t);
		await staged.joinCluster("eu", async ({ accept, end }) => {
			accept();
			return end();
		});
		const run = (stdin: string) =>
			ask(
				staged,
				"mutation ($input: RunCommandInput!) { runCommand(input: $input) { input { bytes digest } } }",
				{ input: { text: "kubectl apply -f -", stdin } },
			);
		const taken = field<{ input: { bytes: number } }>(
			await run(Buffer.alloc(524_288).toString("base64")),
			"runCommand",
		);
		assert.equal(taken.input.bytes, 524_288);
		const large = await run(Buffer.alloc(524_289).toString("base64"));
		assert.equal(large.errors?.[0]?.extensions?.code, "INPUT_TOO_LARGE");
		const other = await run("not base64");
		assert.equal(other.errors?.[0]?.extensions?.code, "INPUT_INVALID");
	});

	test("an output of another organisation does not exist", async (t) => {
		const staged = await stageApi(t);
		const other = staged.newId("organisation");
		const runId = staged.newId("run");
		const writer = await staged.outputs.create(other, runId);
		await writer.write({ kind: "stdout", bytes: Buffer.from("secret") });
		await writer.seal();
		for (const path of [
			runId,
			`${runId}?frames`,
			"run_nonsense",
			"..%2f..%2fetc%2fpasswd",
		]) {
			const response = await fetch(`${staged.url}/outputs/${path}`, {
				headers: { authorization: `Bearer ${staged.token}` },
			});
			assert.equal(response.status, 404);
		}
	});

	test("a listener that drops cancels nothing; a revoked token ends the stream", async (t) => {
		const staged = await stageApi(t);
		await staged.joinCluster("eu", silentAgent);
		const answer = await ask(
			staged,
			"mutation ($input: RunCommandInput!) { runCommand(input: $input) { id } }",
			{ input: { words: ["kubectl", "get", "pods"] } },
		);
		const { id } = field<{ id: string }>(answer, "runCommand");
		const leaving = new AbortController();
		await assert.rejects(async () => {
			for await (const _ of follow(
				staged,
				commandEvents,
				{ id },
				leaving.signal,
			))
				leaving.abort();
		});
		await until(() => staged.openSubscriptions() === 0);
		assert.equal(staged.commands.running, 1);
		const { signIn, organisation, signedIn } = staged;
		const heard: Answer[] = [];
		for await (const event of follow(staged, commandEvents, { id })) {
			heard.push(event);
			if (heard.length === 1)
				await signIn.endApiToken(
					organisation.id,
					signedIn.person.id,
					tokenIdOf(signedIn),
				);
		}
		assert.equal(code(heard.at(-1) ?? {}), "NOT_SIGNED_IN");
		assert.equal(staged.commands.running, 1);
		await staged.commands.cancel(
			{ actor: signedIn.actor, organisationId: organisation.id },
			id as Parameters<typeof staged.commands.cancel>[1],
		);
	});

	test("the events of an unknown command are refused in the stream", async (t) => {
		const staged = await stageApi(t);
		for (const id of ["nonsense", staged.newId("command")]) {
			const [first] = await Array.fromAsync(
				follow(staged, commandEvents, { id }),
			);
			assert.equal(code(first ?? {}), "COMMAND_NOT_FOUND");
		}
	});
});

describe("clusters, people and records", () => {
	test("a cluster is added, shown, heard of and removed", async (t) => {
		const staged = await stageApi(t);
		await staged.joinCluster("eu", echo);
		const added = await ask(
			staged,
			`mutation { addCluster(name: "us", labels: [{ name: "region", value: "us" }]) { token expiresAt cluster { name state labels { name value } } } }`,
		);
		const token = added.data?.addCluster as { token: string; cluster: unknown };
		assert.match(token.token, /^qdj_/);
		assert.deepEqual(token.cluster, {
			name: "us",
			state: "JOINING",
			labels: [{ name: "region", value: "us" }],
		});
		const listed = await ask(
			staged,
			'{ clusters(selector: "region=us") { edges { node { name } cursor } pageInfo { hasNextPage endCursor } } }',
		);
		assert.deepEqual(listed.data?.clusters, {
			edges: [{ node: { name: "us" }, cursor: "us" }],
			pageInfo: { hasNextPage: false, endCursor: "us" },
		});
		const seen: string[] = [];
		for await (const { data } of follow(
			staged,
			"subscription { clusterEvents { name state } }",
			{},
		)) {
			const cluster = data?.clusterEvents as { name: string; state: string };
			seen.push(`${cluster.name} ${cluster.state}`);
			if (seen.length === 2)
				await ask(staged, 'mutation { removeCluster(name: "us") { state } }');
			if (seen.length === 3) break;
		}
		assert.deepEqual(seen, ["eu ALIVE", "us JOINING", "us REMOVED"]);
	});

	test("a page beyond its limits, a wrong cursor and a wrong filter are refused", async (t) => {
		const staged = await stageApi(t);
		for (const query of [
			"{ clusters(first: 0) { edges { cursor } } }",
			"{ clusters(first: 501) { edges { cursor } } }",
			'{ auditRecords(after: "nonsense") { edges { cursor } } }',
			'{ auditRecords(filter: { code: "no.such" }) { edges { cursor } } }',
			'{ auditRecords(filter: { outcome: "no" }) { edges { cursor } } }',
			'{ auditRecords(filter: { since: "yesterday" }) { edges { cursor } } }',
		]) {
			const answer = await ask(staged, query);
			assert.ok(answer.errors?.[0], query);
			assert.notEqual(code(answer), "INTERNAL", query);
		}
	});

	test("a person is added, signs in by the link, and is removed with their sessions", async (t) => {
		const staged = await stageApi(t);
		const added = await ask(
			staged,
			'mutation { addPerson(email: "Bob@Example.com", groups: ["ops"]) { url expiresAt person { email groups } } }',
		);
		const link = added.data?.addPerson as { url: string; person: unknown };
		assert.deepEqual(link.person, {
			email: "bob@example.com",
			groups: ["ops"],
		});
		const signIn = await ask(
			{ url: staged.url, token: "" },
			"mutation ($code: String!) { signIn(code: $code) { token } }",
			{ code: new URL(link.url).hash.replace("#code=", "") },
		);
		const { token } = field<{ token: string }>(signIn, "signIn");
		const bob = { url: staged.url, token };
		assert.ok((await ask(bob, "{ me { email } }")).data);
		await ask(
			staged,
			'mutation { removePerson(email: "bob@example.com") { email } }',
		);
		assert.equal(code(await ask(bob, "{ me { email } }")), "NOT_SIGNED_IN");
	});

	test("what was done is listed page by page and proved", async (t) => {
		const staged = await stageApi(t);
		await staged.joinCluster("eu", echo);
		const query = `query ($after: String) { auditRecords(first: 2, after: $after) {
			edges { node { seq code outcome person clusters facts hash } } pageInfo { hasNextPage endCursor } } }`;
		const seqs: number[] = [];
		for (let after: string | null = null; ; ) {
			const { data } = await ask(staged, query, { after });
			const page = data?.auditRecords as {
				edges: { node: { seq: number } }[];
				pageInfo: { hasNextPage: boolean; endCursor: string };
			};
			seqs.push(...page.edges.map(({ node }) => node.seq));
			if (!page.pageInfo.hasNextPage) break;
			after = page.pageInfo.endCursor;
		}
		assert.deepEqual(
			seqs,
			Array.from({ length: seqs.length }, (_, i) => seqs.length - i),
		);
		const verified = await ask(
			staged,
			"mutation { verifyAudit { ok records reason brokenAt { seq } } }",
		);
		assert.deepEqual(verified.data?.verifyAudit, {
			ok: true,
			records: seqs.length,
			reason: null,
			brokenAt: null,
		});
	});

	test("how the parts stand, in GraphQL and on the plain routes", async (t) => {
		const staged = await stageApi(t);
		staged.health.part("bus", () => ({ ok: false, problem: "it is down" }));
		const { data } = await ask(
			staged,
			"{ status { version parts { name ok problem note } } }",
		);
		assert.deepEqual(data?.status, {
			version: "0.0.0",
			parts: [{ name: "bus", ok: false, problem: "it is down", note: null }],
		});
		assert.equal((await fetch(`${staged.url}/healthz`)).status, 200);
		assert.equal((await fetch(`${staged.url}/readyz`)).status, 503);
		assert.equal((await fetch(`${staged.url}/metrics`)).status, 404);
	});
});

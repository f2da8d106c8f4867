import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { describe, test } from "node:test";
import {
	configure,
	enrol,
	fetchConfiguration,
	heartbeat,
	type Order,
	type RunEnd,
	type RunOrder,
	readJoinToken,
	renew,
	run as runVerb,
	subjectToken,
} from "@quarterdeck/contract";
import { silentLog, systemClock } from "@quarterdeck/runtime";
import {
	freshDatabase,
	startTestNats,
	tempDir,
	until,
} from "@quarterdeck/testkit";
import {
	type AgentLink,
	connectAgentLink,
	connectEnrolment,
	controlPlaneKeys,
	createBusKeys,
	createNkey,
	type OrderHandler,
	operatorServerConfig,
	serverJwts,
} from "@quarterdeck/wire";

interface Ending {
	after(act: () => void | Promise<void>): void;
}

interface Ground {
	readonly env: Readonly<Record<string, string>>;
	readonly bootstrapFile: string;
}

/** What a control plane stands on, for one test. */
async function ground(t: Ending): Promise<Ground> {
	const dir = tempDir(t);
	const busKeys = createBusKeys();
	const startedAt = systemClock.now();
	const bus = await startTestNats(t, {
		config: operatorServerConfig({
			jwts: serverJwts(busKeys, startedAt),
			listen: { host: "127.0.0.1", port: 0 },
			resolverDir: join(dir, "accounts"),
		}),
	});
	const keys = JSON.stringify(controlPlaneKeys(busKeys, startedAt));
	const database = await freshDatabase();
	t.after(() => database.drop());
	const write = (name: string, text: string) => {
		const file = join(dir, name);
		writeFileSync(file, text, { mode: 0o600 });
		return file;
	};
	const bootstrapFile = join(dir, "bootstrap.json");
	return {
		bootstrapFile,
		env: {
			PATH: process.env.PATH ?? "",
			DATABASE_URL: database.url,
			QD_NATS_URL: bus.url,
			QD_NATS_KEYS: write("keys.json", keys),
			QD_MASTER_KEY_FILE: write(
				"master.key",
				Buffer.alloc(32, 5).toString("base64url"),
			),
			QD_OBJECTS_DIR: join(dir, "objects"),
			QD_BOOTSTRAP_FILE: bootstrapFile,
			QD_OWNER_EMAIL: "ana@example.com",
			QD_PORT: "0",
		},
	};
}

interface Running {
	readonly child: ChildProcess;
	readonly url: string;
	readonly operationsUrl: string;
	readonly token: string;
	readonly log: readonly string[];
	ask<T>(query: string, variables?: object): Promise<T>;
	/** The values of a subscription until it completes. */
	follow<T>(query: string, variables?: object): Promise<T[]>;
}

async function start(
	t: Ending,
	{ env, bootstrapFile }: Ground,
): Promise<Running> {
	const child = spawn(
		process.execPath,
		[join(import.meta.dirname, "main.ts")],
		{ env, stdio: ["ignore", "pipe", "pipe"] },
	);
	t.after(async () => {
		if (child.exitCode !== null || child.signalCode !== null) return;
		child.kill("SIGKILL");
		await once(child, "exit");
	});
	const log: string[] = [];
	const ready = Promise.withResolvers<{ url: string; operationsUrl: string }>();
	for (const stream of [child.stdout, child.stderr])
		createInterface({ input: stream }).on("line", (line) => {
			log.push(line);
			if (line.startsWith('{"ready":true')) ready.resolve(JSON.parse(line));
		});
	child.once("exit", (code) =>
		ready.reject(new Error(`ended with ${code}:\n${log.join("\n")}`)),
	);
	const { url, operationsUrl } = await ready.promise;
	const { apiToken: token } = JSON.parse(readFileSync(bootstrapFile, "utf8"));
	const post = (query: string, variables: object, accept: string) =>
		fetch(`${url}/graphql`, {
			method: "POST",
			headers: {
				"content-type": "application/json",
				accept,
				authorization: `Bearer ${token}`,
			},
			body: JSON.stringify({ query, variables }),
		});
	return {
		child,
		url,
		operationsUrl,
		token,
		log,
		async ask<T>(query: string, variables = {}) {
			const response = await post(query, variables, "application/json");
			const { data, errors } = (await response.json()) as {
				data?: T;
				errors?: { message: string }[];
			};
			assert.equal(errors, undefined, JSON.stringify(errors));
			return data as T;
		},
		async follow<T>(query: string, variables = {}) {
			const response = await post(query, variables, "text/event-stream");
			return [...(await response.text()).matchAll(/^data: (\{.*\})$/gm)].map(
				([, json = ""]) => JSON.parse(json).data as T,
			);
		},
	};
}

/** A small agent: joins, beats once, and runs what it is given. */
type ConfigureHandler =
	typeof configure extends Order<infer Request, infer End>
		? OrderHandler<Request, End>
		: never;

async function joinAs(
	t: Ending,
	running: Running,
	name: string,
	handler: OrderHandler<RunOrder, RunEnd>,
	onConfiguration: ConfigureHandler = async ({ request: { version } }) => ({
		version,
		changed: true,
	}),
): Promise<AgentLink> {
	const { addCluster } = await running.ask<{ addCluster: { token: string } }>(
		"mutation ($name: String!) { addCluster(name: $name) { token } }",
		{ name },
	);
	const token = readJoinToken(addCluster.token);
	assert.ok(token);
	const shared = { log: silentLog, clock: systemClock };
	const key = createNkey("user");
	const enrolment = await connectEnrolment({
		...shared,
		servers: token.servers,
		inst: token.inst,
		credential: { jwt: token.jwt, seed: token.seed },
	});
	const request = { userKey: key.id, agentVersion: "0.0.0", protocol: 1 };
	const reply = await enrolment.ask(enrol, request);
	await assert.rejects(
		enrolment.ask(enrol, { ...request, userKey: createNkey("user").id }),
		{ code: "JOIN_TOKEN_USED" },
	);
	await enrolment.close();
	const link = await connectAgentLink({
		...shared,
		servers: reply.servers,
		inst: subjectToken(reply.agentId),
		credential: { jwt: reply.credential.jwt, seed: key.seed },
		settings: { closeGraceMs: 100 },
	});
	t.after(() => link.close());
	link.serve(runVerb, handler);
	link.serve(configure, onConfiguration);
	beat(link);
	await until(async () => {
		const { cluster } = await running.ask<{ cluster: { state: string } }>(
			"query ($name: String!) { cluster(name: $name) { state } }",
			{ name },
		);
		return cluster.state === "ALIVE";
	});
	return link;
}

const neverRun: OrderHandler<RunOrder, RunEnd> = async () => {
	throw new Error("nothing is run here");
};

function beat(link: AgentLink, configurationVersion = 0): void {
	link.publish(heartbeat, {
		at: systemClock.now().toISOString(),
		agentVersion: "0.0.0",
		protocol: 1,
		configurationVersion,
		running: 0,
		kubernetes: { reachable: true, version: "v1.32.0" },
		plugins: [],
	});
}

const echo: OrderHandler<RunOrder, RunEnd> = async ({ request, out }) => {
	const bytes = Buffer.from(`${request.words.join(" ")}\n`);
	await out.write({ kind: "stdout", bytes });
	return {
		outcome: "succeeded",
		exitCode: 0,
		durationMs: 1,
		outputBytes: bytes.length,
		sentBytes: bytes.length,
		digest: createHash("sha256").update(bytes).digest("hex"),
	};
};

const yaml = `
executors:
  tools:
    botkube/kubectl:
      enabled: true
communications:
  default:
    console:
      enabled: true
      channels:
        ops:
          name: ops
          bindings:
            executors: [tools]
`;

async function applyConfiguration(running: Running): Promise<void> {
	const { applyConfiguration: result } = await running.ask<{
		applyConfiguration: {
			configuration: { version: number } | null;
			problems: unknown[];
		};
	}>(
		"mutation ($yaml: String!) { applyConfiguration(yaml: $yaml) { configuration { version } problems { message path line } } }",
		{ yaml },
	);
	assert.equal(
		result.configuration?.version,
		1,
		JSON.stringify(result.problems),
	);
}

const runCommand =
	"mutation ($input: RunCommandInput!) { runCommand(input: $input) { id state } }";
const commandEvents =
	"subscription ($id: ID!, $after: Int) { commandEvents(id: $id, after: $after) { seq kind cluster text state error { code } run { cluster state digest outputUrl error { code } } } }";

interface Heard {
	readonly commandEvents: {
		readonly seq: number;
		readonly kind: string;
		readonly cluster: string | null;
		readonly text: string | null;
		readonly state: string | null;
		readonly error: { readonly code: string } | null;
		readonly run: {
			readonly cluster: string;
			readonly state: string;
			readonly outputUrl: string | null;
			readonly error: { readonly code: string } | null;
		} | null;
	};
}

describe("the process from outside", () => {
	test("wrong settings are told in plain words, all of them, with exit code 2", async () => {
		const child = spawn(
			process.execPath,
			[join(import.meta.dirname, "main.ts")],
			{ env: { QD_PORT: "x" }, stdio: ["ignore", "pipe", "pipe"] },
		);
		let said = "";
		child.stderr.on("data", (text) => {
			said += text;
		});
		const [code] = await once(child, "close");
		assert.equal(code, 2);
		assert.match(said, /listen\.port[\s\S]*databaseUrl/);
	});

	test("a command goes from the API to two agents and back, and is proved by the audit", async (t) => {
		const standing = await ground(t);
		const running = await start(t, standing);
		assert.equal(statSync(standing.bootstrapFile).mode & 0o777, 0o600);
		await applyConfiguration(running);
		await joinAs(t, running, "eu", echo);
		const us = await joinAs(t, running, "us", echo);
		const { configuration } = await us.ask(fetchConfiguration, { have: 0 });
		assert.equal(configuration?.version, 1);
		assert.equal(configuration.clusterName, "us");
		assert.deepEqual(await us.ask(fetchConfiguration, { have: 1 }), {});
		assert.ok((await us.ask(renew, {})).jwt);
		const { runCommand: command } = await running.ask<{
			runCommand: { id: string };
		}>(runCommand, { input: { text: "kubectl get pods --cluster eu,us" } });
		const heard = await running.follow<Heard>(commandEvents, {
			id: command.id,
		});
		const events = heard.map((one) => one.commandEvents);
		assert.deepEqual(
			events
				.filter(({ kind }) => kind === "STDOUT")
				.map(({ cluster, text }) => `${cluster}: ${text}`)
				.toSorted(),
			["eu: kubectl get pods\n", "us: kubectl get pods\n"],
		);
		assert.equal(events.at(-1)?.state, "SUCCEEDED");
		const url = events.find(({ run }) => run)?.run?.outputUrl ?? "";
		const output = await fetch(url, {
			headers: { authorization: `Bearer ${running.token}` },
		});
		assert.equal(await output.text(), "kubectl get pods\n");
		const { verifyAudit } = await running.ask<{
			verifyAudit: { ok: boolean; records: number };
		}>("mutation { verifyAudit { ok records } }");
		assert.equal(verifyAudit.ok, true);
		assert.ok(verifyAudit.records >= 8);
		const { status } = await running.ask<{
			status: { parts: { name: string; ok: boolean }[] };
		}>("{ status { parts { name ok problem note } } }");
		assert.deepEqual(
			status.parts.map(({ name, ok }) => [name, ok]).toSorted(),
			[
				["bus", true],
				["database", true],
				["jobs", true],
				["objects", true],
			],
		);
		const ready = await fetch(`${running.operationsUrl}/readyz`);
		assert.equal(ready.status, 200);
		const metrics = await fetch(`${running.operationsUrl}/metrics`);
		const text = await metrics.text();
		assert.match(text, /quarterdeck_command_runs_total\{state="succeeded"\} 2/);
		assert.match(text, /quarterdeck_agents_connected 2/);
		running.child.kill("SIGTERM");
		const [code] = await once(running.child, "exit");
		assert.equal(code, 0, running.log.join("\n"));
	});

	test("killed in the middle of a command, it says after the restart that the command was lost, and runs nothing twice", async (t) => {
		const standing = await ground(t);
		const first = await start(t, standing);
		await applyConfiguration(first);
		let runs = 0;
		const begun = Promise.withResolvers<void>();
		const link = await joinAs(t, first, "eu", async ({ signal }) => {
			runs += 1;
			begun.resolve();
			await once(signal, "abort");
			throw signal.reason;
		});
		const { runCommand: command } = await first.ask<{
			runCommand: { id: string };
		}>(runCommand, { input: { text: "kubectl get pods", timeoutSeconds: 30 } });
		await begun.promise;
		first.child.kill("SIGKILL");
		await once(first.child, "exit");
		const second = await start(t, standing);
		assert.equal(second.token, first.token, "the owner's token is kept");
		const heard = await second.follow<Heard>(commandEvents, {
			id: command.id,
			after: 3,
		});
		const events = heard.map((one) => one.commandEvents);
		assert.deepEqual(
			events.map(({ seq, kind, state, error, run }) => [
				seq,
				kind,
				state ?? run?.state,
				error?.code ?? run?.error?.code,
			]),
			[
				[4, "RUN_ENDED", "LOST", "COMMAND_LOST"],
				[5, "COMMAND_ENDED", "LOST", "COMMAND_LOST"],
			],
		);
		beat(link);
		const { auditRecords } = await second.ask<{
			auditRecords: { edges: { node: { code: string; outcome: string } }[] };
		}>(
			"query ($filter: AuditFilter) { auditRecords(filter: $filter) { edges { node { code outcome } } } }",
			{ filter: { command: command.id } },
		);
		assert.deepEqual(
			auditRecords.edges.map(({ node }) => `${node.code} ${node.outcome}`),
			["command.lost lost", "command.run opened"],
		);
		assert.equal(runs, 1);
	});

	test("killed while it brings a configuration to an agent, it brings it after the restart", async (t) => {
		const standing = await ground(t);
		const first = await start(t, standing);
		const told: number[] = [];
		const begun = Promise.withResolvers<void>();
		const link = await joinAs(
			t,
			first,
			"eu",
			neverRun,
			async ({ request, signal }) => {
				told.push(request.version);
				begun.resolve();
				if (told.length === 1) await once(signal, "abort");
				return { version: request.version, changed: true };
			},
		);
		await applyConfiguration(first);
		await begun.promise;
		first.child.kill("SIGKILL");
		await once(first.child, "exit");
		await start(t, standing);
		// Its heartbeats name the newest version, so it is not they that bring it.
		const toldAgain = () => {
			beat(link, 1);
			return told.length === 2;
		};
		await until(toldAgain, { withinMs: 40_000 });
		assert.deepEqual(told, [1, 1]);
	});

	test("asked to stop, it ends what goes on, tells who listens, and closes the record", async (t) => {
		const standing = await ground(t);
		const first = await start(t, standing);
		await applyConfiguration(first);
		const begun = Promise.withResolvers<void>();
		await joinAs(t, first, "eu", async ({ signal }) => {
			begun.resolve();
			await once(signal, "abort");
			throw signal.reason;
		});
		const { runCommand: command } = await first.ask<{
			runCommand: { id: string };
		}>(runCommand, { input: { text: "kubectl get pods" } });
		await begun.promise;
		const listening = first.follow<Heard>(commandEvents, { id: command.id });
		first.child.kill("SIGTERM");
		const heard = (await listening).map((one) => one.commandEvents);
		assert.equal(heard.at(-1)?.kind, "COMMAND_ENDED");
		assert.equal(heard.at(-1)?.state, "CANCELLED");
		const [code] = await once(first.child, "exit");
		assert.equal(code, 0, first.log.join("\n"));
		const second = await start(t, standing);
		const found = await second.ask<{ command: { state: string } }>(
			"query ($id: ID!) { command(id: $id) { state } }",
			{ id: command.id },
		);
		assert.equal(found.command.state, "CANCELLED");
	});

	test("of two replicas, either may hear and cancel what the other runs", async (t) => {
		const standing = await ground(t);
		const first = await start(t, standing);
		const second = await start(t, standing);
		await applyConfiguration(first);
		const begun = Promise.withResolvers<void>();
		await joinAs(t, first, "eu", async ({ signal, out }) => {
			await out.write({ kind: "stdout", bytes: Buffer.from("so far\n") });
			begun.resolve();
			await once(signal, "abort");
			throw signal.reason;
		});
		const { runCommand: command } = await first.ask<{
			runCommand: { id: string };
		}>(runCommand, { input: { text: "kubectl get pods" } });
		await begun.promise;
		const listening = second.follow<Heard>(commandEvents, { id: command.id });
		await second.ask("mutation ($id: ID!) { cancelCommand(id: $id) { id } }", {
			id: command.id,
		});
		const heard = (await listening).map((one) => one.commandEvents);
		assert.deepEqual(
			heard.map(({ kind, text, state, run }) => [
				kind,
				text ?? state ?? run?.error?.code,
			]),
			[
				["STDOUT", "so far\n"],
				["RUN_ENDED", "COMMAND_CANCELLED"],
				["COMMAND_ENDED", "CANCELLED"],
			],
		);
	});
});

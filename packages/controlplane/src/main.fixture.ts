import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import {
	configure,
	enrol,
	heartbeat,
	type Order,
	type RunEnd,
	type RunOrder,
	readJoinToken,
	run as runVerb,
	subjectToken,
} from "@quarterdeck/contract";
import { silentLog, systemClock } from "@quarterdeck/runtime";
import {
	startTestNats,
	tempDir,
	testCertificates,
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
import { openOwnedDatabase } from "./plumbing/postgres/owned-database.fixture.ts";

interface Ending {
	after(act: () => void | Promise<void>): void;
}

interface Servers {
	readonly env: Readonly<Record<string, string>>;
	readonly bootstrapFile: string;
}

/** What a control plane stands on, for one test. */
export async function startServers(t: Ending): Promise<Servers> {
	const dir = tempDir(t);
	const busKeys = createBusKeys();
	const startedAt = systemClock.now();
	const bus = await startTestNats(t, {
		config: operatorServerConfig({
			jwts: serverJwts(busKeys, startedAt),
			listen: { host: "127.0.0.1", port: 0 },
			resolverDir: join(dir, "accounts"),
			tls: testCertificates().tls,
		}),
	});
	const keys = JSON.stringify(controlPlaneKeys(busKeys, startedAt));
	const database = await openOwnedDatabase(t);
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
			QD_DATABASE_OWNER_URL: database.ownerUrl,
			QD_NATS_URL: bus.url,
			QD_NATS_CA: testCertificates().caFile,
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

interface ControlPlaneProcess {
	readonly child: ChildProcess;
	readonly url: string;
	readonly operationsUrl: string;
	readonly token: string;
	readonly log: readonly string[];
	ask<T>(query: string, variables?: object): Promise<T>;
	/** The values of a subscription until it completes. */
	follow<T>(query: string, variables?: object): Promise<T[]>;
}

export async function startControlPlane(
	t: Ending,
	{ env, bootstrapFile }: Servers,
): Promise<ControlPlaneProcess> {
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

export async function joinAs(
	t: Ending,
	running: ControlPlaneProcess,
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
		trust: { authorities: () => token.ca },
		credential: { jwt: token.jwt, seed: token.seed },
		orderKeys: token.orderKeys,
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
		trust: { authorities: () => reply.credential.ca },
		credential: { jwt: reply.credential.jwt, seed: key.seed },
		orderKeys: reply.orderKeys,
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

export const neverRun: OrderHandler<RunOrder, RunEnd> = async () => {
	throw new Error("nothing is run here");
};

export function beat(link: AgentLink, configurationVersion = 0): void {
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

export const echo: OrderHandler<RunOrder, RunEnd> = async ({
	request,
	out,
}) => {
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

export async function applyConfiguration(
	running: ControlPlaneProcess,
): Promise<void> {
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

export const runCommand =
	"mutation ($input: RunCommandInput!) { runCommand(input: $input) { id state } }";
export const commandEvents =
	"subscription ($id: ID!, $after: Int) { commandEvents(id: $id, after: $after) { seq kind cluster text state error { code } run { cluster state digest outputUrl error { code } } } }";

export interface Heard {
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

import { execFile } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import {
	type ApiClient,
	applyConfigurationDocument,
	createApiClient,
} from "@quarterdeck/cli/api";
import {
	type RunningNatsServer,
	startNatsServer,
} from "@quarterdeck/up/servers";
import { Client } from "pg";
import { freshDatabase } from "../fresh-database.ts";
import type { TestProvider } from "../oidc/index.ts";
import { type Ending, tempDir } from "../temp-dir.ts";
import { testEnvironment } from "../test-environment.ts";
import { testNatsBinary } from "../test-nats.ts";
import { cardsPluginDir } from "./cards-plugin.ts";
import type { TestPart } from "./part.ts";
import { createPerson, type TestPerson } from "./person.ts";
import {
	ownerEmail,
	startControlPlanes,
	type TestReplica,
} from "./start-control-planes.ts";
import { startTestCluster, type TestCluster } from "./test-cluster.ts";

export interface TestFleetOptions {
	readonly clusters: readonly string[];
	/** In force before the first command. */
	readonly configuration: string;
	/** More variables for the control plane, e.g. short deadlines. */
	readonly controlPlane?: Readonly<Record<string, string>>;
	readonly agent?: Readonly<Record<string, string>>;
	/** Agents have the plugin `tests/cards`, which answers with interactive messages. */
	readonly cards?: boolean;
	/** People may sign in by it. */
	readonly oidc?: TestProvider;
	/** The web UI is built first, when its sources changed. */
	readonly web?: boolean;
	/** Control planes, on one database, bus and object folder; 1 by default. */
	readonly replicas?: number;
}

/** The whole product in its own processes on real parts, for stories: bus, database, control plane, clusters, agents. */
export interface TestFleet {
	readonly url: string;
	readonly databaseUrl: string;
	readonly dir: string;
	readonly bus: RunningNatsServer;
	/** File with the authority of the bus. */
	readonly busCaFile: string;
	readonly controlPlane: TestPart;
	/** Where each control plane is; the first is `url`, and every link names that one. */
	readonly urls: readonly string[];
	replica(index: number): TestReplica;
	/** The first person; may do everything. */
	readonly owner: TestPerson;
	person(email: string, groups?: readonly string[]): Promise<TestPerson>;
	/** Adds somebody and answers with the link that signs them in once, by browser. */
	signInLink(email: string, groups?: readonly string[]): Promise<string>;
	cluster(name: string): TestCluster;
	apply(configuration: string): Promise<number>;
	/** Says something to the database itself, past every check of ours, and answers the rows. */
	sql(
		text: string,
		values?: readonly unknown[],
	): Promise<Readonly<Record<string, unknown>>[]>;
	/** One more agent, with a token at hand. @throws with the agent's last words when it is refused. */
	joins(
		t: Ending,
		options: {
			readonly name: string;
			readonly token: string;
			readonly stateDir?: string;
		},
	): Promise<TestCluster>;
}

/** Starts everything and answers when every cluster is alive. All of it ends with the test. */
export async function startTestFleet(
	t: Ending,
	options: TestFleetOptions,
): Promise<TestFleet> {
	const dir = tempDir(t);
	if (options.web) await buildWeb();
	const bus = await startBus(t, dir);
	const database = await freshDatabase();
	const replicas = await startControlPlanes(t, {
		dir,
		count: options.replicas ?? 1,
		busUrl: bus.server.url,
		keysFile: bus.keysFile,
		caFile: bus.caFile,
		databaseUrl: database.url,
		more: (url) => ({
			...(options.oidc ? oidcSettings(options.oidc, dir, url) : {}),
			...options.controlPlane,
		}),
	});
	const [{ url, controlPlane }] = replicas;
	const session = { url, token: readBootstrap(dir).apiToken };
	const api = createApiClient(session);
	await applyConfiguration(api, options.configuration);
	const agentVariables = {
		...(options.cards ? { QD_PLUGIN_DIR: cardsPluginDir(dir) } : {}),
		...options.agent,
	};
	const clusters = await Promise.all(
		options.clusters.map((name) =>
			startTestCluster(t, {
				name,
				api,
				busUrl: bus.server.url,
				dir: join(dir, name),
				more: agentVariables,
			}),
		),
	);
	const byName = new Map(clusters.map((cluster) => [cluster.name, cluster]));
	return {
		url,
		databaseUrl: database.url,
		dir,
		bus: bus.server,
		busCaFile: bus.caFile,
		controlPlane,
		urls: replicas.map((replica) => replica.url),
		replica(index) {
			const found = replicas[index];
			if (!found) throw new Error(`the fleet has no replica ${index}`);
			return found;
		},
		owner: createPerson(session, ownerEmail),
		async person(email, groups = []) {
			return await addPerson(api, url, email, groups);
		},
		signInLink: (email, groups = []) => addLink(api, email, groups),
		cluster(name) {
			const found = byName.get(name);
			if (!found) throw new Error(`the fleet has no cluster ${name}`);
			return found;
		},
		sql: (text, values = []) => querySql(database.url, text, values),
		apply: (configuration) => applyConfiguration(api, configuration),
		joins: (ending, { name, token, stateDir = name }) =>
			startTestCluster(ending, {
				name,
				token,
				api,
				busUrl: bus.server.url,
				dir: join(dir, stateDir),
				more: agentVariables,
			}),
	};
}

async function querySql(
	connectionString: string,
	text: string,
	values: readonly unknown[],
): Promise<Readonly<Record<string, unknown>>[]> {
	const client = new Client({ connectionString });
	await client.connect();
	try {
		return (await client.query(text, [...values])).rows;
	} finally {
		await client.end();
	}
}

async function buildWeb(): Promise<void> {
	const { repositoryDir } = testEnvironment();
	const script = join(repositoryDir, "packages/web/build-web.ts");
	await promisify(execFile)(process.execPath, [script]);
}

/** Makes the provider and the control plane at that address known to each other. */
function oidcSettings(
	provider: TestProvider,
	dir: string,
	url: string,
): Record<string, string> {
	// The provider of the single settings has the id `oidc`.
	provider.allow(`${url}/sign-in/oidc/oidc/callback`);
	const secretFile = join(dir, "oidc.secret");
	mkdirSync(dir, { recursive: true });
	writeFileSync(secretFile, provider.client.secret, { mode: 0o600 });
	return {
		QD_OIDC_ISSUER: provider.issuer,
		QD_OIDC_CLIENT_ID: provider.client.id,
		QD_OIDC_CLIENT_SECRET_FILE: secretFile,
		QD_OIDC_NAME: "Test provider",
	};
}

async function startBus(
	t: Ending,
	dir: string,
): Promise<{ server: RunningNatsServer; keysFile: string; caFile: string }> {
	const { repositoryDir } = testEnvironment();
	const script = join(repositoryDir, "packages/wire/src/prepare-bus.ts");
	const { stdout } = await promisify(execFile)(process.execPath, [
		script,
		"--dir",
		join(dir, "bus"),
	]);
	const prepared: {
		serverConfig: string;
		controlPlaneKeysFile: string;
		caFile: string;
	} = JSON.parse(stdout);
	const server = await startNatsServer({
		binary: await testNatsBinary(),
		config: { file: prepared.serverConfig },
		port: 0,
		runDir: dir,
	});
	t.after(() => server.stop());
	const { controlPlaneKeysFile: keysFile, caFile } = prepared;
	return { server, keysFile, caFile };
}

function readBootstrap(dir: string): { readonly apiToken: string } {
	return JSON.parse(readFileSync(join(dir, "bootstrap.json"), "utf8"));
}

async function applyConfiguration(
	api: ApiClient,
	yaml: string,
): Promise<number> {
	const { applyConfiguration: result } = await api.ask<{
		applyConfiguration: {
			configuration: { version: number } | null;
			problems: { line: number; message: string }[];
		};
	}>(applyConfigurationDocument, { yaml });
	if (result.configuration) return result.configuration.version;
	throw new Error(
		`the configuration was refused: ${result.problems.map(({ line, message }) => `line ${line}: ${message}`).join("; ")}`,
	);
}

async function addLink(
	api: ApiClient,
	email: string,
	groups: readonly string[],
): Promise<string> {
	const { addPerson: link } = await api.ask<{ addPerson: { url: string } }>(
		`mutation ($email: String!, $groups: [String!]) { addPerson(email: $email, groups: $groups) { url } }`,
		{ email, groups },
	);
	return link.url;
}

async function addPerson(
	api: ApiClient,
	url: string,
	email: string,
	groups: readonly string[],
): Promise<TestPerson> {
	const link = new URL(await addLink(api, email, groups));
	const code = new URLSearchParams(link.hash.slice(1)).get("code");
	const { signIn } = await createApiClient({ url, token: undefined }).ask<{
		signIn: { token: string };
	}>(`mutation ($code: String!) { signIn(code: $code) { token } }`, { code });
	return createPerson({ url, token: signIn.token }, email);
}

import { join } from "node:path";
import {
	natsServerMinimum,
	provideNatsServer,
	type RunningNatsServer,
	startNatsServer,
} from "@quarterdeck/up/servers";
import { atExit, endProcessSync } from "./at-exit.ts";
import { type Ending, tempDir } from "./temp-dir.ts";
import { sayProgress, testEnvironment } from "./test-environment.ts";

let binary: Promise<string> | undefined;
let shared: Promise<RunningNatsServer> | undefined;

/** Path of a nats-server that is new enough; fetched into the project's cache when the machine has none. */
export function testNatsBinary(): Promise<string> {
	const { natsServer, cacheDir } = testEnvironment();
	binary ??= natsServer
		? Promise.resolve(natsServer)
		: provideNatsServer({
				cacheDir,
				minimum: natsServerMinimum,
				say: sayProgress,
			}).then(({ path }) => path);
	return binary;
}

/** The test file's own nats-server, JetStream on and nobody asked who they are. It ends with the test process. */
export function testNats(): Promise<RunningNatsServer> {
	shared ??= start({ storeDir: tempDir() }).then((server) => {
		server.unref();
		atExit(() => endProcessSync(server.pid, "SIGKILL"));
		return server;
	});
	return shared;
}

export interface TestNatsOptions {
	/** Configuration instead of the plain one. The client port is not read from it. */
	readonly config?: string;
	/** Client port, such as that of another server which is gone; default: the server chooses one. */
	readonly port?: number;
	readonly onLine?: (line: string) => void;
}

/** A nats-server for one test that kills, restarts or configures it; stopped when the test is over. */
export async function startTestNats(
	t: Ending,
	options: TestNatsOptions = {},
): Promise<RunningNatsServer> {
	const server = await start({ ...options, storeDir: tempDir(t) });
	t.after(() => server.stop());
	return server;
}

async function start(
	options: TestNatsOptions & { readonly storeDir: string },
): Promise<RunningNatsServer> {
	const plain = `jetstream { store_dir: "${join(options.storeDir, "js")}" }\n`;
	return startNatsServer({
		binary: await testNatsBinary(),
		config: options.config ?? plain,
		port: options.port ?? 0,
		runDir: options.storeDir,
		...(options.onLine ? { onLine: options.onLine } : {}),
	});
}

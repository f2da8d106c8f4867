import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { AgentConfiguration } from "@quarterdeck/contract";
import {
	type Clock,
	type Log,
	silentLog,
	systemClock,
} from "@quarterdeck/runtime";
import { tempDir } from "@quarterdeck/testkit";
import { openClaimFolder } from "../../plumbing/process/claim-uid.ts";
import { openRunFolder } from "../../plumbing/process/run-folder.ts";
import {
	findSandbox,
	openSandbox,
	type SandboxKind,
	type SandboxOptions,
} from "../../plumbing/process/sandbox.ts";
import { createUidPool } from "../../plumbing/process/uid-pool.ts";
import { createPlugins, type Plugins } from "./plugins.ts";
import { say, testProgram } from "./program.fixture.ts";
import type { ResolveProgram } from "./program.ts";

type Ending = { after(act: () => void | Promise<void>): void };

export const key = "tests/hostile";
export const allowance = { memoryBytes: 536_870_912, network: [] as string[] };

type Entry = AgentConfiguration["executors"][number]["plugins"][number];

export function configuration(
	over: Partial<AgentConfiguration> = {},
	entry: Partial<Entry> = {},
): AgentConfiguration {
	return {
		version: 1,
		clusterName: "eu",
		executors: [{ name: "all", plugins: [{ key, enabled: true, ...entry }] }],
		sources: [],
		settings: {
			credentials: "gate",
			sandbox: "required",
			concurrentCommands: 4,
			maxOutputBytes: 1_048_576,
		},
		...over,
	};
}

/** A gate that says the words to whoever connects, and hangs up. */
export function answering(words: string) {
	return (handle: Server) => {
		const server = createServer((socket) => socket.end(words));
		server.listen(handle);
		server.unref();
		return () => void server.close();
	};
}

/** The plugin of the tests in the strongest sandbox of this machine, whose gate hangs up unless `over` has one. */
export async function start(
	t: Ending,
	resolve: ResolveProgram = () => testProgram("hostile-plugin"),
	clock: Clock = systemClock,
	log: Log = silentLog,
	over: Partial<SandboxOptions> & {
		readonly allowance?: typeof allowance;
	} = {},
) {
	const dir = tempDir(t);
	// Plugins with a uid of their own must be able to reach their folders.
	chmodSync(dir, 0o711);
	const stateDir = join(dir, "state");
	mkdirSync(stateDir, { mode: 0o700 });
	const secretFile = join(stateDir, "agent.json");
	writeFileSync(secretFile, "the-agents-seed", { mode: 0o600 });
	const options: SandboxOptions = {
		runFolder: openRunFolder({ runDir: join(dir, "run"), stateDir }),
		diskBytes: 8_388_608,
		groups: undefined,
		gate: {
			port: () => 6443,
			listenAlso: answering(""),
		},
		uids:
			process.getuid?.() === 0
				? createUidPool({
						firstUid: 60_600,
						uidCount: 300,
						claimFolder: openClaimFolder([tmpdir()]),
						agent: dir,
					})
				: undefined,
		secrets: [secretFile],
		...over,
	};
	const strongest = await findSandbox(options);
	const plugins = createPlugins({
		resolve,
		sandboxes: { strongest, open: openSandbox(options) },
		mayRunUnsandboxed: true,
		allowance: over.allowance ?? allowance,
		idleMs: 300_000,
		clock,
		log,
	});
	t.after(() => plugins.stop());
	return { dir, stateDir, secretFile, options, strongest, plugins };
}

/** One command in a process of its own, given back as one that ended by itself. */
export async function run(plugins: Plugins, words: string[]): Promise<string> {
	const slot = await plugins.take(key, new AbortController().signal);
	try {
		return await say(slot.process, words);
	} finally {
		slot.release("clean");
	}
}

/** Whether the kind gives each cell a view, and a network, of its own. */
export function hasNamespaces(kind: SandboxKind): boolean {
	return kind === "namespaces" || kind === "user-namespaces";
}

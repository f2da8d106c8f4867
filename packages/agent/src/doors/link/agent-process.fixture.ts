import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { Ending } from "@quarterdeck/testkit";

const main = fileURLToPath(new URL("../../main.ts", import.meta.url));

const { NODE_COMPILE_CACHE } = process.env;
/** Much of the time that an agent needs to start goes into compiling. */
const compileCache = NODE_COMPILE_CACHE ? { NODE_COMPILE_CACHE } : {};

/** An agent's process. */
export interface AgentProcess {
	readonly child: ChildProcess;
	/** Everything it wrote. */
	readonly lines: string[];
	/** Resolves with its `ready` line; rejects with its last words when it ends instead. */
	readonly ready: Promise<Record<string, unknown>>;
	readonly ended: Promise<number | null>;
	stop(signal?: NodeJS.Signals): Promise<number | null>;
}

/** Starts the agent's program with this environment and nothing else. */
export function startAgentProcess(
	t: Ending,
	args: readonly string[],
	env: Readonly<Record<string, string>>,
	wrapper: readonly string[] = [],
): AgentProcess {
	const [file = "", ...rest] = [...wrapper, process.execPath, main, ...args];
	const child = spawn(file, rest, {
		env: {
			PATH: "/usr/bin:/bin:/usr/sbin:/sbin",
			QD_AGENT_SECRET: "the-agents-secret",
			...compileCache,
			...env,
		},
		stdio: ["ignore", "pipe", "pipe"],
	});
	const lines: string[] = [];
	const ready = Promise.withResolvers<Record<string, unknown>>();
	ready.promise.catch(() => {});
	for (const stream of [child.stdout, child.stderr])
		createInterface({ input: stream }).on("line", (line) => {
			lines.push(line);
			if (line.startsWith('{"ready"')) ready.resolve(JSON.parse(line));
		});
	const ended = once(child, "close").then(([code]) => code as number | null);
	ended.then(
		() => ready.reject(new Error(lines.slice(-10).join("\n"))),
		() => {},
	);
	const stop = async (signal: NodeJS.Signals = "SIGTERM") => {
		child.kill(signal);
		return ended;
	};
	t.after(async () => {
		await stop("SIGTERM");
	});
	return { child, lines, ready: ready.promise, ended, stop };
}

/** What makes the clock of an agent's process differ from this machine's. */
export function clockSkew(skewMs: number): Readonly<Record<string, string>> {
	const source = fileURLToPath(
		new URL("./testdata/skewed-clock.ts", import.meta.url),
	);
	return {
		NODE_OPTIONS: `--import=${source}`,
		QD_TEST_CLOCK_SKEW_MS: String(skewMs),
	};
}

/** The command lines of every process of the machine but this one. */
export function commandLines(): string {
	return readdirSync("/proc")
		.filter((name) => /^\d+$/.test(name) && name !== String(process.pid))
		.map((pid) => {
			try {
				return readFileSync(`/proc/${pid}/cmdline`, "latin1");
			} catch {
				return "";
			}
		})
		.join("\n");
}

/** A kubeconfig of a cluster that is not there: joining must not need it. */
export function idleKubeconfig(dir: string): string {
	const file = join(dir, "kubeconfig");
	writeFileSync(
		file,
		"apiVersion: v1\nkind: Config\ncurrent-context: a\nclusters: [{name: a, cluster: {server: 'https://127.0.0.1:1'}}]\ncontexts: [{name: a, context: {cluster: a, user: a}}]\nusers: [{name: a, user: {token: x}}]\n",
		{ mode: 0o600 },
	);
	return file;
}

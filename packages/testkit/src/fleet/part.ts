import { readEnvironment } from "@quarterdeck/runtime";
import {
	type NodeProgram,
	type RunningProgram,
	startProgram,
} from "@quarterdeck/up/processes";
import type { Ending } from "../temp-dir.ts";
import { testEnvironment } from "../test-environment.ts";

export interface TestPartOptions {
	readonly name: string;
	readonly program: NodeProgram;
	readonly args: readonly string[];
	readonly env: Readonly<Record<string, string>>;
	readonly logFile: string;
}

/** A program of ours that a story starts, kills and starts again. */
export interface TestPart {
	readonly pid: number;
	readonly logFile: string;
	/** What it said when it was ready, the last time. */
	readonly ready: Readonly<Record<string, unknown>>;
	/** SIGKILL, and wait until it is gone. */
	kill(): Promise<void>;
	/** Freezes it (SIGSTOP) or lets it go on (SIGCONT): a peer that is there and does not answer. */
	freeze(): void;
	thaw(): void;
	/** The orderly end. */
	stop(): Promise<void>;
	/** Starts it again as it was started before. */
	start(): Promise<void>;
}

/** Starts a program and ends it with the test. */
export async function startPart(
	t: Ending,
	options: TestPartOptions,
): Promise<TestPart> {
	let running = await begin(options);
	t.after(async () => {
		running.process.signal("SIGCONT");
		await running.process.stop("SIGTERM", 5000);
	});
	return {
		get pid() {
			return running.process.pid;
		},
		logFile: options.logFile,
		get ready() {
			return running.ready;
		},
		async kill() {
			await running.process.stop("SIGKILL", 1000);
		},
		freeze: () => running.process.signal("SIGSTOP"),
		thaw: () => running.process.signal("SIGCONT"),
		stop: () => running.stop(),
		async start() {
			running = await begin(options);
		},
	};
}

async function begin(options: TestPartOptions): Promise<RunningProgram> {
	const { PATH = "", HOME = "/", NODE_COMPILE_CACHE } = readEnvironment();
	const cache = NODE_COMPILE_CACHE ? { NODE_COMPILE_CACHE } : {};
	return await startProgram({
		...options,
		root: testEnvironment().repositoryDir,
		env: { PATH, HOME, ...cache, ...options.env },
		onTrouble() {},
	});
}

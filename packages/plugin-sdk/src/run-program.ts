import { type ChildProcess, spawn } from "node:child_process";
import type { Readable } from "node:stream";
import {
	processMarkVariable,
	readPluginEnvironment,
} from "./plugin-environment.ts";
import type { ProgramTimes } from "./program-times.ts";

/** How a program ended by itself. */
export interface ProgramEnd {
	/** 128 + signal number when a signal ended it. */
	readonly exitCode: number;
	/** True when it was stopped because it wrote more than `maxBytes`; what came before was passed on. */
	readonly isTruncated: boolean;
	/** When it ran: an executor hands it on with its answer, for hosts that trace commands. */
	readonly program: ProgramTimes;
}

export interface RunProgramOptions {
	/** An absolute path; nothing is looked up. */
	readonly file: string;
	readonly args: readonly string[];
	/** The complete environment; nothing is inherited but the mark by which the host finds what a plugin left behind. */
	readonly env: Readonly<Record<string, string>>;
	readonly cwd: string;
	/** Aborting ends the program's whole process group: SIGTERM, and SIGKILL after `graceMs`. */
	readonly signal: AbortSignal;
	readonly graceMs?: number;
	/** Written to its standard input, which is empty otherwise. */
	readonly stdin?: Uint8Array;
	/** Most bytes of stdout and stderr together. */
	readonly maxBytes?: number;
	/** Awaited before more is read, so a slow reader slows the program. */
	readonly onStdout: (chunk: Uint8Array) => void | Promise<void>;
	readonly onStderr: (chunk: Uint8Array) => void | Promise<void>;
}

const instant = () => performance.timeOrigin + performance.now();

const signalNumbers: Readonly<Record<string, number>> = {
	SIGHUP: 1,
	SIGINT: 2,
	SIGQUIT: 3,
	SIGABRT: 6,
	SIGKILL: 9,
	SIGSEGV: 11,
	SIGPIPE: 13,
	SIGTERM: 15,
};

/**
 * Runs a program without a shell, in its own process group, and passes its output on as it comes.
 *
 * @throws the signal's reason when aborted, what `onStdout` or `onStderr` threw, or an error naming the program when it
 * cannot be started. The group has ended whenever this settles.
 */
export async function runProgram(
	options: RunProgramOptions,
): Promise<ProgramEnd> {
	options.signal.throwIfAborted();
	const startedAtMs = instant();
	const child = start(options);
	const spawnedAtMs = instant();
	const ended = whenEnded(child, options.file);
	feed(child, options.stdin);
	const group = createGroup(child, ended, options.graceMs ?? 2000);
	const limit = createLimit(options.maxBytes);
	const onAbort = () => group.end();
	options.signal.addEventListener("abort", onAbort, { once: true });
	try {
		const reading = Promise.all([
			drain(child.stdout, limit, options.onStdout),
			drain(child.stderr, limit, options.onStderr),
		]);
		// A reader that failed, or had enough, ends the program; a reader that hangs must not outlive an abort.
		reading.catch(() => group.end());
		limit.reached.then(() => group.end()).catch(() => {});
		const exitCode = await ended;
		const program = { startedAtMs, spawnedAtMs, endedAtMs: instant() };
		await Promise.race([reading, aborted(options.signal), limit.reached]);
		options.signal.throwIfAborted();
		return { exitCode, isTruncated: limit.isReached(), program };
	} finally {
		options.signal.removeEventListener("abort", onAbort);
		child.stdout?.destroy();
		child.stderr?.destroy();
	}
}

function start(options: RunProgramOptions): ChildProcess {
	try {
		return spawn(options.file, options.args, {
			env: { ...options.env, ...markOfPlugin() },
			cwd: options.cwd,
			detached: true,
			stdio: [options.stdin ? "pipe" : "ignore", "pipe", "pipe"],
		});
	} catch (cause) {
		// A zero byte in a word, or more words than the system takes.
		throw cannotStart(options.file, cause as Error);
	}
}

function markOfPlugin(): Record<string, string> {
	const { processMark } = readPluginEnvironment();
	return processMark ? { [processMarkVariable]: processMark } : {};
}

function cannotStart(file: string, cause: Error): Error {
	return new Error(`cannot start ${file}: ${cause.message}`, { cause });
}

function whenEnded(child: ChildProcess, file: string): Promise<number> {
	return new Promise((resolve, reject) => {
		child.once("error", (cause) => {
			if (child.pid === undefined) reject(cannotStart(file, cause));
		});
		child.once("exit", (code, signal) => {
			// Whatever it left behind in its group holds our pipes, and has nobody to answer to.
			killGroup(child, "SIGKILL");
			resolve(code ?? 128 + (signalNumbers[signal ?? ""] ?? 0));
		});
	});
}

function feed(child: ChildProcess, stdin: Uint8Array | undefined): void {
	// A program that does not read its input closes the pipe early: its own affair.
	child.stdin?.on("error", () => {});
	child.stdin?.end(stdin);
}

function killGroup(child: ChildProcess, signal: NodeJS.Signals): void {
	if (child.pid === undefined) return;
	try {
		process.kill(-child.pid, signal);
	} catch {
		// The group is gone already.
	}
}

function createGroup(
	child: ChildProcess,
	ended: Promise<number>,
	graceMs: number,
): { end(): void } {
	let isEnding = false;
	return {
		end() {
			if (isEnding) return;
			isEnding = true;
			killGroup(child, "SIGTERM");
			const timer = setTimeout(() => killGroup(child, "SIGKILL"), graceMs);
			const stop = () => clearTimeout(timer);
			ended.then(stop, stop);
		},
	};
}

interface Limit {
	readonly reached: Promise<void>;
	isReached(): boolean;
	/** The part of the chunk that may still pass. */
	take(chunk: Uint8Array): Uint8Array;
}

function createLimit(maxBytes = Number.POSITIVE_INFINITY): Limit {
	let left = maxBytes;
	let isReached = false;
	const reached = Promise.withResolvers<void>();
	return {
		reached: reached.promise,
		isReached: () => isReached,
		take(chunk) {
			const taken = chunk.length > left ? chunk.subarray(0, left) : chunk;
			left -= taken.length;
			if (taken.length < chunk.length) {
				isReached = true;
				reached.resolve();
			}
			return taken;
		},
	};
}

async function drain(
	stream: Readable | null,
	limit: Limit,
	take: RunProgramOptions["onStdout"],
): Promise<void> {
	if (stream === null) return;
	try {
		for await (const chunk of stream) {
			const taken = limit.take(chunk as Uint8Array);
			if (taken.length > 0) await take(taken);
			if (limit.isReached()) return;
		}
	} catch (error) {
		// Destroyed by us, after an abort.
		if ((error as NodeJS.ErrnoException).code !== "ERR_STREAM_PREMATURE_CLOSE")
			throw error;
	}
}

function aborted(signal: AbortSignal): Promise<void> {
	return new Promise((resolve) => {
		if (signal.aborted) resolve();
		signal.addEventListener("abort", () => resolve(), { once: true });
	});
}

import {
	constants,
	createWriteStream,
	mkdirSync,
	openSync,
	type WriteStream,
} from "node:fs";
import { dirname, join } from "node:path";
import { CliFailure } from "@quarterdeck/cli";
import {
	type ProcessEnd,
	startTiedProcess,
	type TiedProcess,
} from "../servers/index.ts";

import type { NodeProgram } from "./own-programs.ts";

export interface ProgramOptions {
	/** What a person calls it: `control plane`, `agent eu`. */
	readonly name: string;
	readonly program: NodeProgram;
	readonly args: readonly string[];
	readonly env: Readonly<Record<string, string>>;
	readonly root: string;
	readonly logFile: string;
	/** A line of its log that an operator should see at once. */
	readonly onTrouble: (line: string) => void;
	/** Gives up starting it, or stops it while it is not ready yet. */
	readonly signal?: AbortSignal;
}

/** One of our own processes, started and ready. */
export interface RunningProgram {
	readonly name: string;
	/** What it said when it was ready. */
	readonly ready: Readonly<Record<string, unknown>>;
	readonly ended: Promise<ProcessEnd>;
	stop(): Promise<void>;
	readonly process: TiedProcess;
}

/** A program that is not ready after this long has failed to start. */
const startTimeoutMs = 60_000;
/** Agents finish runs and the control plane closes its records within this time. */
const stopTimeoutMs = 15_000;

/**
 * Starts a program of ours as a process that dies with us, writes all it says to its log file, and answers once it
 * printed its line `{"ready":true,…}`.
 * @throws CliFailure with the end of its log when it ends or stays silent instead.
 */
export async function startProgram(
	options: ProgramOptions,
): Promise<RunningProgram> {
	const { program } = options;
	options.signal?.throwIfAborted();
	const log = openLog(options.logFile);
	const ready = Promise.withResolvers<Readonly<Record<string, unknown>>>();
	const lastLines: string[] = [];
	const tied = startTiedProcess({
		command: join(options.root, "node_modules/.bin/node"),
		args: [
			...program.nodeFlags,
			join(options.root, program.script),
			...options.args,
		],
		env: { ...program.env, ...options.env },
		orphanSignal: "KILL",
		onLine: (line) =>
			readLine(line, {
				log,
				ready: ready.resolve,
				lastLines,
				onTrouble: options.onTrouble,
			}),
	});
	const giveUp = () => ready.reject(options.signal?.reason);
	options.signal?.addEventListener("abort", giveUp);
	const late = setTimeout(
		() =>
			ready.reject(
				notStarted(
					options,
					lastLines,
					`was not ready after ${startTimeoutMs / 1000} s`,
				),
			),
		startTimeoutMs,
	);
	void tied.ended.then((end) => {
		log.end();
		ready.reject(notStarted(options, lastLines, describeEnd(end)));
	});
	try {
		const said = await ready.promise;
		const stop = async () => void (await tied.stop("SIGTERM", stopTimeoutMs));
		return {
			name: options.name,
			ready: said,
			ended: tied.ended,
			stop,
			process: tied,
		};
	} catch (error) {
		await tied.stop("SIGKILL", 1);
		throw error;
	} finally {
		clearTimeout(late);
		options.signal?.removeEventListener("abort", giveUp);
	}
}

/** Starts the log anew. @throws Error when a symbolic link is in its place, so that no other file is overwritten. */
function openLog(file: string): WriteStream {
	mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
	const { O_CREAT, O_NOFOLLOW, O_TRUNC, O_WRONLY } = constants;
	const flags = O_CREAT | O_NOFOLLOW | O_TRUNC | O_WRONLY;
	return createWriteStream(file, { fd: openSync(file, flags, 0o600) });
}

/** How a process ended, in words. */
export function describeEnd(end: ProcessEnd): string {
	if (end.error) return `could not be started (${end.error.message})`;
	return end.signal
		? `was ended by ${end.signal}`
		: `ended with code ${end.code}`;
}

interface LogReading {
	readonly log: WriteStream;
	readonly ready: (said: Readonly<Record<string, unknown>>) => void;
	readonly lastLines: string[];
	readonly onTrouble: (line: string) => void;
}

function readLine(
	line: string,
	{ log, ready, lastLines, onTrouble }: LogReading,
): void {
	const said = parseLine(line);
	if (said?.ready === true) {
		ready(said);
		return;
	}
	log.write(`${line}\n`);
	lastLines.push(said ? describeLine(said) : line);
	if (lastLines.length > 20) lastLines.shift();
	if (said?.level === "error") onTrouble(describeLine(said));
}

/** A line of a log for a person: what happened and the first line of why. */
function describeLine(said: Readonly<Record<string, unknown>>): string {
	const reason = said.reason ? `: ${String(said.reason).split("\n")[0]}` : "";
	return `${String(said.message)}${reason}`;
}

function parseLine(
	line: string,
): Readonly<Record<string, unknown>> | undefined {
	if (!line.startsWith("{")) return undefined;
	try {
		return JSON.parse(line);
	} catch {
		return undefined;
	}
}

function notStarted(
	options: ProgramOptions,
	lastLines: readonly string[],
	what: string,
): CliFailure {
	const words =
		lastLines.length > 0
			? `\nThe end of its log:\n  ${lastLines.join("\n  ")}`
			: "";
	return new CliFailure(
		`The ${options.name} ${what}.${words}\nThe whole log: ${options.logFile}`,
	);
}

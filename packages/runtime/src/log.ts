import { escapeControls } from "@quarterdeck/contract";
import pino from "pino";
import { inSources } from "./source-positions.ts";

/**
 * How openly a field may be logged. Public is printed; sensitive (a person, words they typed) is printed only at debug;
 * secret never. A name that is not listed here does not compile, and is redacted at run time.
 */
export const logFields = {
	busAccount: "public",
	act: "public",
	address: "public",
	agentId: "public",
	attempt: "public",
	bytes: "public",
	channel: "public",
	clusterId: "public",
	cluster: "public",
	code: "public",
	commandId: "public",
	configurationVersion: "public",
	connections: "public",
	correlation: "public",
	count: "public",
	database: "public",
	durationMs: "public",
	email: "sensitive",
	error: "public",
	exitCode: "public",
	fencingToken: "public",
	file: "public",
	group: "sensitive",
	instance: "public",
	job: "public",
	kind: "public",
	limit: "public",
	method: "public",
	name: "public",
	organisationId: "public",
	part: "public",
	path: "sensitive",
	personId: "public",
	pid: "public",
	platform: "public",
	plugin: "public",
	port: "public",
	process: "public",
	processId: "public",
	reason: "public",
	ref: "public",
	resource: "public",
	room: "public",
	runId: "public",
	running: "public",
	server: "public",
	signal: "public",
	state: "public",
	status: "public",
	subject: "public",
	token: "secret",
	uid: "public",
	user: "sensitive",
	verb: "public",
	version: "public",
	words: "sensitive",
} as const satisfies Record<string, "public" | "sensitive" | "secret">;

export type Facts = { readonly [K in keyof typeof logFields]?: unknown };

/**
 * A structured log: the message never changes, what does is in the facts.
 * error: someone must act now · warn: it healed or will, look this week · info: the life of the process · debug: for the person at the keyboard.
 */
export interface Log {
	debug(message: string, facts?: Facts): void;
	info(message: string, facts?: Facts): void;
	warn(message: string, facts?: Facts): void;
	error(message: string, facts?: Facts): void;
	/** A log that adds these facts to every line. */
	child(facts: Facts): Log;
}

export const logLevels = ["debug", "info", "warn", "error"] as const;
export type LogLevel = (typeof logLevels)[number];

/** JSON lines on stdout, or wherever `write` puts them. */
export function createLog(options: {
	readonly process: string;
	readonly level: LogLevel;
	readonly write?: (line: string) => void;
}): Log {
	const destination = options.write
		? { write: options.write }
		: pino.destination({ fd: 1, sync: true });
	const root = pino(
		{
			level: options.level,
			base: { process: options.process },
			messageKey: "message",
			timestamp: pino.stdTimeFunctions.isoTime,
			hooks: { streamWrite: escapeControls },
			formatters: { level: (level) => ({ level }) },
		},
		destination,
	);
	return wrap(root, options.level === "debug");
}

function wrap(logger: pino.Logger, showSensitive: boolean): Log {
	const safe = (facts: Facts | undefined) => redact(facts ?? {}, showSensitive);
	return {
		debug: (message, facts) => logger.debug(safe(facts), message),
		info: (message, facts) => logger.info(safe(facts), message),
		warn: (message, facts) => logger.warn(safe(facts), message),
		error: (message, facts) => logger.error(safe(facts), message),
		child: (facts) => wrap(logger.child(safe(facts)), showSensitive),
	};
}

function redact(facts: Facts, showSensitive: boolean): Record<string, unknown> {
	return Object.fromEntries(
		Object.entries(facts).map(([name, value]) => [
			name,
			redactValue(name, value, showSensitive),
		]),
	);
}

function redactValue(
	name: string,
	value: unknown,
	showSensitive: boolean,
): unknown {
	const known: Readonly<Record<string, string>> = logFields;
	const fieldClass = Object.hasOwn(known, name) ? known[name] : "secret";
	if (fieldClass === "secret" || (fieldClass === "sensitive" && !showSensitive))
		return "[redacted]";
	return value instanceof Error ? describeError(value) : value;
}

/** An error with its causes, as text; the depth is bounded because a cause may be anything. */
export function describeError(error: unknown, depth = 0): string {
	if (!(error instanceof Error)) return String(error);
	const own =
		depth === 0
			? inSources(error.stack ?? error.message)
			: `${error.name}: ${error.message}`;
	if (error.cause === undefined || depth >= 5) return own;
	return `${own}\n  caused by ${describeError(error.cause, depth + 1)}`;
}

/** Says nothing; for tests that look elsewhere. */
export const silentLog: Log = {
	debug() {},
	info() {},
	warn() {},
	error() {},
	child: () => silentLog,
};

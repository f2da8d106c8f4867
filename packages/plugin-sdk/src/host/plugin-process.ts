import { createClient, type Transport } from "@connectrpc/connect";
import type { Message } from "@quarterdeck/contract";
import { Executor } from "../gen/executor/executor_pb.ts";
import {
	Health,
	HealthCheckResponse_ServingStatus,
} from "../gen/grpc/health/v1/health_pb.ts";
import { GRPCController } from "../gen/plugin/grpc_controller_pb.ts";
import { healthServices } from "../protocol.ts";
import { describeExit } from "./await-handshake.ts";
import {
	createExecuteClient,
	type PluginAnswer,
	type PluginExecuteOptions,
} from "./execute-call.ts";
import { parseMessage } from "./parse-message.ts";
import { asPluginFailure, isAnswer } from "./plugin-call.ts";
import type { MessageLimits, PluginConnection } from "./plugin-connection.ts";
import { PluginFailure } from "./plugin-failure.ts";
import {
	askMetadata,
	type PluginKind,
	type PluginMetadata,
} from "./plugin-metadata.ts";
import type { PluginExecuteRequest } from "./plugin-request.ts";
import {
	createSourceClient,
	type PluginExternalRequest,
	type PluginStreamOptions,
	type PluginStreamRequest,
	type StreamEnd,
} from "./source-calls.ts";
import type { PluginExit, SpawnedPlugin } from "./spawn-plugin.ts";

/** A running plugin. Every call throws a PluginFailure that says what went wrong. */
export interface PluginProcess {
	readonly pid: number;
	/** True when its output comes as it is written; otherwise a command is answered in one piece. */
	readonly streaming: boolean;
	readonly exited: Promise<PluginExit>;
	metadata(options?: CallOptions): Promise<PluginMetadata>;
	/** Undefined when the plugin has no help. */
	help(options?: CallOptions): Promise<Message | undefined>;
	execute(
		request: PluginExecuteRequest,
		options: PluginExecuteOptions,
	): Promise<PluginAnswer>;
	/** Events of a source until the plugin ends the stream, the signal closes it or it fails. It has no deadline. */
	stream(
		request: PluginStreamRequest,
		options: PluginStreamOptions,
	): Promise<StreamEnd>;
	/** Has a source make an event of what came from outside: JSON, or whatever the plugin says it is. Undefined from one that takes none. */
	handleExternalRequest(
		request: PluginExternalRequest,
		options?: CallOptions,
	): Promise<Uint8Array | undefined>;
	/** Resolves when the plugin says that it is well. */
	ping(options?: CallOptions): Promise<void>;
	/** Asks the plugin to end, kills it after `graceMs` (2000), and resolves when it is gone. May be called twice. */
	stop(options?: { readonly graceMs?: number }): Promise<PluginExit>;
}

export interface CallOptions {
	readonly signal?: AbortSignal;
	/** 5000 unless told; Infinity sets no deadline. */
	readonly timeoutMs?: number;
}

interface Dependencies {
	readonly kind: PluginKind;
	readonly plugin: SpawnedPlugin;
	readonly connection: PluginConnection;
	readonly limits: MessageLimits;
	readonly startTimeoutMs: number;
	readonly signal: AbortSignal | undefined;
}

const defaultTimeoutMs = 5000;
const defaultGraceMs = 2000;
/** How long a lost connection waits for the news of the death that cut it. */
const deathNewsMs = 1000;

/** Asks a plugin that made its handshake how it is and what it can do. */
export async function createPluginProcess(
	dependencies: Dependencies,
): Promise<PluginProcess> {
	const { plugin, connection, startTimeoutMs } = dependencies;
	const { transport } = connection;
	const call = createCaller(dependencies);
	const first = {
		timeoutMs: startTimeoutMs,
		...(dependencies.signal ? { signal: dependencies.signal } : {}),
	};
	await call(first, (options) => checkHealth(transport, options));
	const streaming = await call(first, (options) =>
		servesToo(transport, healthServices.streamingExecutor, options),
	);
	const executor = createClient(Executor, transport);
	const sources = createSourceClient(transport);
	const executing = createExecuteClient(transport, streaming, (options) =>
		servesToo(transport, healthServices.input, options),
	);
	return {
		pid: plugin.pid,
		streaming,
		exited: plugin.exited,
		metadata: (options) =>
			call(options, (o) => askMetadata(dependencies.kind, transport, o)),
		help: (options) =>
			call(options, async (o) =>
				parseMessage((await executor.help({}, o)).help),
			),
		execute: (request, options) =>
			call({ ...options, timeoutMs: options.deadlineMs }, (o) =>
				executing.execute(request, { ...options, ...o }),
			),
		stream: (request, options) =>
			call(
				{ signal: options.signal, timeoutMs: Number.POSITIVE_INFINITY },
				(o) => sources.stream(request, { ...options, ...o }),
			),
		handleExternalRequest: (request, options) =>
			call(options, (o) => sources.handleExternalRequest(request, o)),
		ping: (options) => call(options, (o) => checkHealth(transport, o)),
		stop: (options) => stop(dependencies, options?.graceMs ?? defaultGraceMs),
	};
}

interface WireOptions {
	readonly signal: AbortSignal;
	readonly headers: Readonly<Record<string, string>>;
}

/** Makes calls that end with their deadline, whatever the plugin does, and whose errors are PluginFailures. */
function createCaller({ plugin, limits }: Dependencies) {
	const dead = signalOfDeath(plugin.exited);
	return async function call<T>(
		options: CallOptions | undefined,
		make: (options: WireOptions) => Promise<T>,
	): Promise<T> {
		const { timeoutMs = defaultTimeoutMs } = options ?? {};
		const { deadline, headers } = deadlineOf(timeoutMs);
		const caller = options?.signal;
		const signal = AbortSignal.any([
			deadline,
			dead,
			...(caller ? [caller] : []),
		]);
		try {
			return await make({ signal, headers });
		} catch (error) {
			throw await asPluginFailure(error, {
				caller,
				deadline,
				limits,
				describeDeath: () => describeDeath(plugin),
			});
		}
	};
}

/** The header tells the plugin. The library's own timer is not used: it goes on after a call has failed. */
function deadlineOf(timeoutMs: number): {
	readonly deadline: AbortSignal;
	readonly headers: Readonly<Record<string, string>>;
} {
	if (timeoutMs === Number.POSITIVE_INFINITY)
		return { deadline: new AbortController().signal, headers: {} };
	const ms = wholeMs(timeoutMs);
	return {
		deadline: AbortSignal.timeout(ms),
		headers: { "grpc-timeout": `${ms}m` },
	};
}

/**
 * Aborted a moment after the process has ended. The connection's end tells a call in flight first, nearly always; a call
 * that was just being made when the session went away hears of nothing else.
 */
function signalOfDeath(exited: Promise<PluginExit>): AbortSignal {
	const dead = new AbortController();
	void exited.then(() => setTimeout(() => dead.abort(), deathNewsMs).unref());
	return dead.signal;
}

/** gRPC takes eight digits; that is a day. */
function wholeMs(milliseconds: number): number {
	return Math.min(99_999_999, Math.max(1, Math.ceil(milliseconds)));
}

async function describeDeath(plugin: SpawnedPlugin): Promise<string> {
	let timer: NodeJS.Timeout | undefined;
	const noNews = new Promise<undefined>((resolve) => {
		timer = setTimeout(() => resolve(undefined), deathNewsMs);
	});
	const exit = await Promise.race([plugin.exited, noNews]);
	clearTimeout(timer);
	const why = plugin.whyEnded();
	if (why !== undefined) return `The plugin ${why}.`;
	return exit
		? `The plugin's process ended (${describeExit(exit)}) before it had answered.`
		: "The plugin cut the connection before it had answered.";
}

async function checkHealth(
	transport: Transport,
	options: WireOptions,
): Promise<void> {
	const health = createClient(Health, transport);
	const { status } = await health.check(
		{ service: healthServices.plugin },
		options,
	);
	if (status !== HealthCheckResponse_ServingStatus.SERVING)
		throw new PluginFailure(
			"refused",
			"The plugin says of itself that it is not serving.",
		);
}

/** A plugin that does not know the name, or has no health of its own, does not do what it stands for. */
async function servesToo(
	transport: Transport,
	service: string,
	options: WireOptions,
): Promise<boolean> {
	const health = createClient(Health, transport);
	try {
		const { status } = await health.check({ service }, options);
		return status === HealthCheckResponse_ServingStatus.SERVING;
	} catch (error) {
		if (isAnswer(error)) return false;
		throw error;
	}
}

async function stop(
	{ plugin, connection }: Dependencies,
	graceMs: number,
): Promise<PluginExit> {
	const controller = createClient(GRPCController, connection.transport);
	const kill = setTimeout(() => plugin.kill(), graceMs);
	// A plugin often ends before it answers; what counts is that it ends.
	controller
		.shutdown({}, { signal: AbortSignal.timeout(wholeMs(graceMs)) })
		.catch(() => {});
	const exit = await plugin.exited;
	clearTimeout(kill);
	connection.close();
	return exit;
}

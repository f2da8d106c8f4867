import { type Client, createClient, type Transport } from "@connectrpc/connect";
import type { Message } from "@quarterdeck/contract";
import { Executor } from "../gen/executor/executor_pb.ts";
import {
	type ExecuteResult,
	StreamingExecutor,
} from "../gen/quarterdeck/plugin/v1/streaming_executor_pb.ts";
import {
	type ProgramTimes,
	programTimesTrailer,
	readProgramTimes,
	traceHeader,
} from "../program-times.ts";
import { parseMessage } from "./parse-message.ts";
import { isUnimplemented, ReaderThrew } from "./plugin-call.ts";
import { PluginFailure } from "./plugin-failure.ts";
import { type PluginExecuteRequest, toWire } from "./plugin-request.ts";

/** Most messages an answer may have (docs/architecture/botkube-compatibility.md#executor-protocol). */
const maxMessages = 15;

export interface PluginExecuteOptions {
	/** Cancels the command in the plugin too. */
	readonly signal?: AbortSignal;
	/** How long the command may take, in milliseconds from now. The plugin is told. */
	readonly deadlineMs: number;
	/** Output as it comes. Awaited before more is read, so a slow reader slows the plugin. Chunks may cut characters. */
	readonly onStdout: (chunk: Uint8Array) => void | Promise<void>;
	readonly onStderr: (chunk: Uint8Array) => void | Promise<void>;
	/** Asks the plugin when its program ran, and is told if it says so. */
	readonly onProgram?: (times: ProgramTimes) => void;
}

export interface PluginAnswer {
	/** 0 for a plugin that has none. */
	readonly exitCode: number;
	/** Undefined when what was streamed is the whole answer. */
	readonly message: Message | undefined;
	/** Further messages of a plugin that answers with several. */
	readonly messages: readonly Message[];
}

interface CallOptions {
	readonly signal: AbortSignal;
	readonly headers: Readonly<Record<string, string>>;
}

export interface ExecuteClient {
	execute(
		request: PluginExecuteRequest,
		options: PluginExecuteOptions & CallOptions,
	): Promise<PluginAnswer>;
}

/** Executes by stream where the plugin can, and by Botkube's single call where it cannot. */
export function createExecuteClient(
	transport: Transport,
	isStreaming: boolean,
	/** Asked only for a command with input. */
	takesInput: (options: CallOptions) => Promise<boolean>,
): ExecuteClient {
	const single = createClient(Executor, transport);
	const streaming = createClient(StreamingExecutor, transport);
	return {
		async execute(request, options) {
			const { headers, signal } = options;
			const hasInput = request.input !== undefined;
			if (hasInput && !(isStreaming && (await takesInput({ headers, signal }))))
				throw new PluginFailure(
					"refused",
					"This plugin takes no input: its commands do not read standard input. Repeat the command without it.",
				);
			if (!isStreaming) return executeOnce(single, request, options);
			try {
				return await executeStream(streaming, request, options);
			} catch (error) {
				// Only a plugin that refused the method before it ran anything answers so.
				if (hasInput || !isUnimplemented(error)) throw error;
				return executeOnce(single, request, options);
			}
		},
	};
}

async function executeOnce(
	client: Client<typeof Executor>,
	request: PluginExecuteRequest,
	{ signal, headers }: CallOptions,
): Promise<PluginAnswer> {
	const answer = await client.execute(toWire(request), { signal, headers });
	return {
		exitCode: 0,
		message: parseMessage(answer.message),
		messages: answer.messages
			.slice(0, maxMessages)
			.map(parseMessage)
			.filter((message) => message !== undefined),
	};
}

async function executeStream(
	client: Client<typeof StreamingExecutor>,
	request: PluginExecuteRequest,
	options: PluginExecuteOptions & CallOptions,
): Promise<PluginAnswer> {
	const { signal, headers } = options;
	const wire = {
		...toWire(request),
		words: [...(request.words ?? [])],
		...(request.input ? { input: request.input } : {}),
	};
	let result: ExecuteResult | undefined;
	const { onProgram } = options;
	for await (const { part } of client.executeStream(wire, {
		signal,
		headers: onProgram ? { ...headers, [traceHeader]: "1" } : headers,
		onTrailer(trailers) {
			const times = readProgramTimes(trailers.get(programTimesTrailer));
			if (times) onProgram?.(times);
		},
	})) {
		if (result) throw malformed("more output after the result");
		if (part.case === "stdout")
			await deliver(options.onStdout, part.value, signal);
		else if (part.case === "stderr")
			await deliver(options.onStderr, part.value, signal);
		else if (part.case === "result") result = part.value;
		// A part this build does not know is a newer plugin's affair.
	}
	if (!result) throw malformed("its output ended without a result");
	const { exitCode, message } = result;
	return { exitCode, message: parseMessage(message), messages: [] };
}

/** Hands a chunk to the reader and waits for it, but not past the end of the call. */
async function deliver(
	reader: PluginExecuteOptions["onStdout"],
	chunk: Uint8Array,
	signal: AbortSignal,
): Promise<void> {
	const ended = Promise.withResolvers<never>();
	const stop = () => ended.reject(signal.reason);
	signal.addEventListener("abort", stop, { once: true });
	try {
		await Promise.race([reader(chunk), ended.promise]);
	} catch (error) {
		throw new ReaderThrew(error);
	} finally {
		signal.removeEventListener("abort", stop);
	}
}

function malformed(reason: string): PluginFailure {
	return new PluginFailure(
		"malformed",
		`The plugin does not keep to the protocol: ${reason}.`,
	);
}

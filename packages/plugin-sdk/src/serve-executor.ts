import { create } from "@bufbuild/protobuf";
import type { ConnectRouter } from "@connectrpc/connect";
import type { Message } from "@quarterdeck/contract";
import { collectOutput } from "./collect-output.ts";
import type {
	ExecuteContext,
	ExecutorDefinition,
	StreamingExecutorDefinition,
} from "./executor-definition.ts";
import { type ExecutorRequest, fromWire } from "./executor-request.ts";
import {
	ExecuteResponseSchema,
	Executor,
	HelpResponseSchema,
	MetadataResponseSchema,
} from "./gen/executor/executor_pb.ts";
import {
	type ExecuteStreamResponse,
	ExecuteStreamResponseSchema,
	StreamingExecutor,
} from "./gen/quarterdeck/plugin/v1/streaming_executor_pb.ts";
import type { PluginLog } from "./hclog.ts";
import { createOutputChannel } from "./output-channel.ts";
import {
	type ProgramTimes,
	programTimesTrailer,
	traceHeader,
	writeProgramTimes,
} from "./program-times.ts";
import { healthServices } from "./protocol.ts";
import { servePlugin } from "./serve-plugin.ts";
import { verbatim } from "./verbatim.ts";

/**
 * Serves an executor to the host that started this process, and resolves once it is ready. Nothing may have been
 * printed on stdout before. Hosts of Botkube are answered as well as ours.
 */
export function serveExecutor(definition: ExecutorDefinition): Promise<void> {
	const isStreaming = "executeStream" in definition;
	return servePlugin({
		name: definition.name,
		healthServices: [
			...(isStreaming ? [healthServices.streamingExecutor] : []),
			...(isStreaming && definition.takesInput ? [healthServices.input] : []),
		],
		addRoutes(router, { log }) {
			addExecutor(router, definition, log);
			if (isStreaming) addStreamingExecutor(router, definition, log);
		},
	});
}

function addExecutor(
	router: ConnectRouter,
	definition: ExecutorDefinition,
	log: PluginLog,
): void {
	router.service(Executor, {
		async execute(wire, { signal }) {
			const request = fromWire(wire);
			const message = await verbatim(signal, () =>
				executeOnce(definition, request, { signal, log }),
			);
			return create(ExecuteResponseSchema, { message: encode(message) });
		},
		metadata: () => metadataOf(definition),
		help: () => create(HelpResponseSchema, { help: encode(definition.help) }),
	});
}

function executeOnce(
	definition: ExecutorDefinition,
	request: ExecutorRequest,
	context: ExecuteContext,
): Promise<Message> {
	return "execute" in definition
		? definition.execute(request, context)
		: collectOutput(definition, request, context);
}

async function metadataOf(definition: ExecutorDefinition) {
	const schema = await definition.jsonSchema?.();
	const dependencies = Object.entries(definition.dependencies ?? {});
	return create(MetadataResponseSchema, {
		version: definition.version,
		description: definition.description,
		documentationUrl: definition.documentationUrl ?? "",
		...(schema ? { jsonSchema: { value: JSON.stringify(schema) } } : {}),
		dependencies: Object.fromEntries(
			dependencies.map(([name, urls]) => [name, { urls: { ...urls } }]),
		),
	});
}

function addStreamingExecutor(
	router: ConnectRouter,
	definition: StreamingExecutorDefinition,
	log: PluginLog,
): void {
	router.service(StreamingExecutor, {
		executeStream: (wire, { signal, requestHeader, responseTrailer }) =>
			stream(definition, fromWire(wire), { signal, log }, (times) => {
				if (requestHeader.has(traceHeader))
					responseTrailer.set(programTimesTrailer, writeProgramTimes(times));
			}),
	});
}

async function* stream(
	definition: StreamingExecutorDefinition,
	request: ExecutorRequest,
	context: ExecuteContext,
	onProgram: (times: ProgramTimes) => void,
): AsyncGenerator<ExecuteStreamResponse, void, undefined> {
	const { signal } = context;
	const output = createOutputChannel<ExecuteStreamResponse["part"]>();
	const stop = () => output.fail(signal.reason);
	signal.addEventListener("abort", stop, { once: true });
	const result = verbatim(signal, () =>
		definition.executeStream(request, {
			...context,
			stdout: (value) => output.write({ case: "stdout", value }),
			stderr: (value) => output.write({ case: "stderr", value }),
		}),
	);
	result.then(output.end, output.fail);
	try {
		for await (const part of output.parts())
			yield create(ExecuteStreamResponseSchema, { part });
		const { exitCode, message, program } = await result;
		if (program) onProgram(program);
		const value = {
			exitCode,
			message: message ? encode(message) : new Uint8Array(),
		};
		yield create(ExecuteStreamResponseSchema, {
			part: { case: "result", value },
		});
	} finally {
		signal.removeEventListener("abort", stop);
	}
}

function encode(message: Message): Uint8Array {
	return new TextEncoder().encode(JSON.stringify(message));
}

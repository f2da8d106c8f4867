import assert from "node:assert/strict";
import { Code, ConnectError, createClient } from "@connectrpc/connect";
import { Executor } from "../gen/executor/executor_pb.ts";
import { StreamingExecutor } from "../gen/quarterdeck/plugin/v1/streaming_executor_pb.ts";
import type { PluginAnswer } from "../host/execute-call.ts";
import { parseMessage } from "../host/parse-message.ts";
import { PluginFailure } from "../host/plugin-failure.ts";
import type { PluginProcess } from "../host/plugin-process.ts";
import { type PluginExecuteRequest, toWire } from "../host/plugin-request.ts";
import type { ConformanceCheck } from "./conformance-check.ts";
import { lifeChecks } from "./life-checks.ts";
import { withRawPlugin } from "./raw-plugin.ts";
import { type PluginCommand, withPlugin } from "./started-plugin.ts";

export interface ExecutorConformanceOptions {
	readonly start: PluginCommand;
	/** A command that succeeds, without regard to what was run before it. */
	readonly sampleCommand: PluginExecuteRequest;
}

/**
 * What an executor must do to be used by Quarterdeck and by Botkube's own host, whatever it is written in. Each check
 * starts the plugin anew and leaves nothing behind.
 */
export function executorConformance(
	options: ExecutorConformanceOptions,
): readonly ConformanceCheck[] {
	return [
		...lifeChecks(options.start),
		...factChecks(options),
		...commandChecks(options),
		...harmChecks(options),
	];
}

function factChecks({ start }: ExecutorConformanceOptions): ConformanceCheck[] {
	return [
		{
			name: "its help is a message",
			run: () =>
				withPlugin(start, async (plugin) => {
					await plugin.help();
				}),
		},
	];
}

function commandChecks({
	start,
	sampleCommand,
}: ExecutorConformanceOptions): ConformanceCheck[] {
	return [
		{
			name: "it answers a command",
			run: () =>
				withPlugin(start, async (plugin) => {
					await succeeds(plugin, sampleCommand);
				}),
		},
		{
			name: "it answers the same command to a host that knows Botkube's single call only",
			run: () =>
				withRawPlugin(start, async ({ transport }) => {
					const client = createClient(Executor, transport);
					const { message } = await client.execute(toWire(sampleCommand));
					assert.ok(parseMessage(message));
				}),
		},
		{
			name: "it streams if it says so, and refuses the method if it does not",
			run: () =>
				withPlugin(start, ({ streaming }) =>
					withRawPlugin(start, async ({ transport }) => {
						const client = createClient(StreamingExecutor, transport);
						const parts = Array.fromAsync(
							client.executeStream(toWire(sampleCommand)),
						);
						if (streaming)
							assert.equal((await parts).at(-1)?.part.case, "result");
						else await assert.rejects(parts, isUnimplementedError);
					}),
				),
		},
		{
			name: "it answers ten commands at once",
			run: () =>
				withPlugin(start, async (plugin) => {
					await Promise.all(
						Array.from({ length: 10 }, () => succeeds(plugin, sampleCommand)),
					);
				}),
		},
	];
}

function harmChecks({
	start,
	sampleCommand,
}: ExecutorConformanceOptions): ConformanceCheck[] {
	return [
		{
			name: "a cancelled command leaves it well",
			run: () =>
				withPlugin(start, async (plugin) => {
					const cancel = new AbortController();
					const running = execute(plugin, sampleCommand, cancel.signal);
					cancel.abort();
					await running.catch(mustBeFailure);
					await succeeds(plugin, sampleCommand);
				}),
		},
		{
			name: "a configuration that cannot be read leaves it well",
			run: () =>
				withPlugin(start, async (plugin) => {
					const configs = ["a: [1", "\u0000", "- - -"];
					await execute(plugin, { ...sampleCommand, configs }).catch(
						mustBeFailure,
					);
					await succeeds(plugin, sampleCommand);
				}),
		},
		{
			name: "a command that cannot be read, or is empty, leaves it well",
			run: () =>
				withPlugin(start, async (plugin) => {
					for (const command of ["'", "", "\u0000", "x".repeat(1_000_000)])
						await execute(plugin, { command }).catch(mustBeFailure);
					await succeeds(plugin, sampleCommand);
				}),
		},
	];
}

function execute(
	plugin: PluginProcess,
	request: PluginExecuteRequest,
	signal = new AbortController().signal,
): Promise<PluginAnswer> {
	return plugin.execute(request, {
		signal,
		deadlineMs: 60_000,
		onStdout: () => {},
		onStderr: () => {},
	});
}

async function succeeds(
	plugin: PluginProcess,
	request: PluginExecuteRequest,
): Promise<void> {
	const { exitCode, message } = await execute(plugin, request);
	assert.equal(exitCode, 0);
	if (!plugin.streaming) assert.ok(message);
}

/** An error is a fair answer to nonsense; the plugin's death is not. */
function mustBeFailure(error: unknown): void {
	assert.ok(error instanceof PluginFailure, String(error));
	assert.ok(["refused", "cancelled"].includes(error.reason), error.message);
}

function isUnimplementedError(error: unknown): boolean {
	return ConnectError.from(error).code === Code.Unimplemented;
}

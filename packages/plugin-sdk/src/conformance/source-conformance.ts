import assert from "node:assert/strict";
import {
	type Client,
	Code,
	ConnectError,
	createClient,
} from "@connectrpc/connect";
import { GRPCController } from "../gen/plugin/grpc_controller_pb.ts";
import { Source } from "../gen/source/source_pb.ts";
import { parseMessage } from "../host/parse-message.ts";
import type { ConformanceCheck } from "./conformance-check.ts";
import { lifeChecks } from "./life-checks.ts";
import { withRawPlugin } from "./raw-plugin.ts";
import type { PluginCommand } from "./started-plugin.ts";

export interface SourceConformanceOptions {
	readonly start: PluginCommand;
	/** YAML of a configuration that is valid. */
	readonly config: string;
	/** Whether this configuration makes the stream report something soon, without anything from outside. */
	readonly reports?: boolean;
	/** The body of a webhook call that succeeds; none for a source that takes no calls. */
	readonly payload?: string;
}

type SourceClient = Client<typeof Source>;

/**
 * What a source must do to be used by Quarterdeck and by Botkube's own host, whatever it is written in. Each check
 * starts the plugin anew and leaves nothing behind.
 */
export function sourceConformance(
	options: SourceConformanceOptions,
): readonly ConformanceCheck[] {
	const start = { ...options.start, kind: "source" as const };
	const withSource = (use: (source: SourceClient) => Promise<void>) =>
		withRawPlugin(start, ({ transport }) =>
			use(createClient(Source, transport)),
		);
	const parts = { ...options, withSource };
	return [
		...lifeChecks(start),
		...streamChecks(parts),
		...externalChecks(parts),
		...harmChecks(parts),
	];
}

interface Parts extends SourceConformanceOptions {
	readonly withSource: (
		use: (source: SourceClient) => Promise<void>,
	) => Promise<void>;
}

function streamChecks({
	config,
	reports,
	withSource,
}: Parts): ConformanceCheck[] {
	return [
		{
			name: "it streams events, or refuses the method",
			run: () =>
				withSource(async (source) => {
					const heard = await listen(source, config, {
						until: reports ? 1 : 0,
					});
					if (heard === "unimplemented") {
						assert.ok(!reports, "it does not stream");
						return;
					}
					for (const event of heard) checkEvent(event);
					if (reports) assert.notEqual(heard.length, 0, "it reported nothing");
				}),
		},
		{
			name: "it serves two listeners at once",
			run: () =>
				withSource(async (source) => {
					await Promise.all([
						listen(source, config, { until: reports ? 1 : 0 }),
						listen(source, config, { until: reports ? 1 : 0 }),
					]);
				}),
		},
	];
}

function externalChecks({
	config,
	payload,
	withSource,
}: Parts): ConformanceCheck[] {
	const call = (source: SourceClient, body: string) =>
		source.handleExternalRequest({
			payload: bytes(body),
			config: { rawYAML: bytes(config) },
			context: { sourceContext: listener },
		});
	if (payload === undefined)
		return [
			{
				name: "a call from outside that it does not take is answered with an error",
				run: () =>
					withSource(async (source) => {
						await assert.rejects(call(source, "{}"));
						await source.metadata({});
					}),
			},
		];
	return [
		{
			name: "it answers a call from outside with an event",
			run: () =>
				withSource(async (source) => {
					checkEvent((await call(source, payload)).event);
				}),
		},
		{
			name: "a call from outside that is nonsense leaves it well",
			run: () =>
				withSource(async (source) => {
					for (const body of ["", "{", "null", "\0", "x".repeat(1_000_000)])
						await call(source, body).catch(mustBeAnswer);
					checkEvent((await call(source, payload)).event);
				}),
		},
	];
}

function harmChecks({ start, config, withSource }: Parts): ConformanceCheck[] {
	return [
		{
			name: "a listener that leaves leaves it well",
			run: () =>
				withSource(async (source) => {
					await listen(source, config, { until: 0 });
					await source.metadata({});
					await listen(source, config, { until: 0 });
				}),
		},
		{
			name: "told to end while somebody listens, it ends the stream",
			run: () =>
				withRawPlugin(start, async ({ transport }) => {
					const source = createClient(Source, transport);
					const listening = listen(source, config, {
						until: Number.POSITIVE_INFINITY,
					}).catch(mustBeCut);
					await source.metadata({});
					await createClient(GRPCController, transport)
						.shutdown({})
						.catch(mustBeCut);
					await listening;
				}),
		},
		{
			name: "a configuration that cannot be read leaves it well",
			run: () =>
				withSource(async (source) => {
					for (const nonsense of ["a: [1", "\0", "- - -"])
						await listen(source, nonsense, { until: 0 }).catch(mustBeAnswer);
					await source.metadata({});
				}),
		},
	];
}

const listener = {
	isInteractivitySupported: true,
	clusterName: "conformance",
	sourceName: "conformance",
};
const bytes = (text: string) => new TextEncoder().encode(text);

/**
 * Listens until so many events were heard, or the stream ended. With 0 it leaves after the plugin has answered a second
 * call, which is on the same connection behind the first: the plugin has taken the stream by then.
 */
async function listen(
	source: SourceClient,
	config: string,
	{ until }: { readonly until: number },
): Promise<Uint8Array[] | "unimplemented"> {
	const leave = new AbortController();
	const heard: Uint8Array[] = [];
	const patience = AbortSignal.timeout(30_000);
	const stream = source.stream(
		{
			configs: [{ rawYAML: bytes(config) }],
			context: { sourceContext: listener, kubeConfig: bytes("") },
		},
		{ signal: AbortSignal.any([leave.signal, patience]) },
	);
	const listening = async () => {
		for await (const { event } of stream) {
			heard.push(event);
			if (heard.length >= until) break;
		}
	};
	// Handled from the start: it may fail while the second call is under way.
	const outcome = listening().then(
		() => undefined,
		(error: unknown) => ConnectError.from(error),
	);
	if (until === 0) {
		await source.metadata({});
		leave.abort();
	}
	const failure = await outcome;
	if (patience.aborted) throw new Error("the stream did not end in 30 seconds");
	if (failure?.code === Code.Unimplemented) return "unimplemented";
	if (failure && !(leave.signal.aborted && failure.code === Code.Canceled))
		throw failure;
	return heard;
}

/** Botkube's event: capitals, and a message like any other. */
function checkEvent(event: Uint8Array): void {
	const read: unknown = JSON.parse(new TextDecoder().decode(event));
	assert.ok(
		typeof read === "object" && read !== null,
		"the event is no object",
	);
	assert.ok("Message" in read, "the event has no Message");
	assert.ok(
		parseMessage(bytes(JSON.stringify(read.Message))),
		"its message is empty",
	);
}

/** The end of a plugin cuts what it was asked. */
function mustBeCut(error: unknown): void {
	if (!(error instanceof ConnectError)) throw error;
}

/** An error is a fair answer to nonsense; the plugin's death, or its silence, is not. */
function mustBeAnswer(error: unknown): void {
	const { code, message } = ConnectError.from(error);
	const lost: readonly Code[] = [
		Code.Unavailable,
		Code.DeadlineExceeded,
		Code.Aborted,
	];
	assert.ok(!lost.includes(code), message);
}

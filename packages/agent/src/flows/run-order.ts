import {
	type AgentConfiguration,
	AppError,
	type Message,
	type RunEnd,
	type RunOrder,
	type RunOutput,
	runReportMs,
} from "@quarterdeck/contract";
import { PluginFailure, type ProgramTimes } from "@quarterdeck/plugin-sdk/host";
import {
	beginSpan,
	type Clock,
	inSpan,
	recordSpan,
} from "@quarterdeck/runtime";
import { stringify } from "yaml";
import {
	type Binding,
	type ConfigurationInUse,
	createSecretHider,
	findBinding,
	type SecretHider,
	type SecretResolver,
} from "../rooms/configuration/index.ts";
import {
	type Ceiling,
	directLoan,
	enforceSettings,
	type Gate,
	type Loan,
	mapIdentity,
	type OwnCredentials,
} from "../rooms/gate/index.ts";
import type { PluginSlot, Plugins } from "../rooms/plugins/index.ts";
import { hiddenOutputs } from "./hidden-output.ts";
import { createWaitingReport } from "./report-waiting.ts";
import { answered, endingOf, type RunEnding } from "./run-ending.ts";
import { createRunOutputs, type RunOutputs } from "./run-output.ts";
import { createTimeLimit, type TimeLimit } from "./time-limit.ts";

/** An order to run a command, as the door hands it over. */
export interface RunRequest {
	readonly order: RunOrder;
	/** When the end must have been reported, on the monotonic clock of this process. */
	readonly endsAtMs: number;
	/** Aborted when the answer is no longer wanted; `why` of its reason says by whom. */
	readonly signal: AbortSignal;
	readonly write: (output: RunOutput) => Promise<void>;
	/** Told how many runs are before one that waits, whenever that changes. */
	readonly onWaiting: (before: number) => void;
}

/** What one run takes. */
export interface RunOrderDeps {
	readonly configuration: ConfigurationInUse;
	readonly gate: Pick<Gate, "lend">;
	readonly ownCredentials: OwnCredentials;
	readonly ceiling: Ceiling;
	readonly plugins: Pick<Plugins, "take">;
	readonly secrets: SecretResolver;
	readonly clock: Clock;
}

/** How long a newer configuration is waited for. */
const configurationPatienceMs = 5000;
/** The run ends a little before its deadline, so that its end arrives before the caller gives up. */
const marginMs = 500;

/** How long the run may take: its order's time, without that for reporting the end. */
export function leftFor({ endsAtMs }: RunRequest, clock: Clock): number {
	return endsAtMs - runReportMs - clock.monotonicMs();
}

/** Runs the command from now on to its end. @throws AppError as `CommandRunner.run`, when it never started. */
export async function runOrder(
	request: RunRequest,
	began: Began,
	deps: RunOrderDeps,
): Promise<RunEnd> {
	const { order } = request;
	const leftMs = leftFor(request, deps.clock);
	const limitMs = Math.max(1, leftMs - Math.min(marginMs, leftMs * 0.05));
	const time = createTimeLimit(request.signal, limitMs, deps.clock);
	try {
		const configuration = await configurationFor(order, time.signal, deps);
		enforceSettings(configuration, deps.ceiling);
		const binding = findBinding(configuration, order);
		if (!binding) throw unknownPlugin(configuration, order);
		const given = await resolveConfigs(binding, time.signal, deps);
		const loan = await inSpan("identity", began.traceparent, () =>
			borrow(order, binding, configuration, limitMs, deps),
		);
		const prepared = { request, binding, configuration, loan, time, limitMs };
		return await runPrepared({ ...prepared, ...given, ...began, deps });
	} finally {
		time.end();
	}
}

/** A newer configuration is fetched first: the rights it gives or takes are the ones that hold. */
async function configurationFor(
	order: RunOrder,
	signal: AbortSignal,
	deps: RunOrderDeps,
): Promise<AgentConfiguration> {
	const current = deps.configuration.current();
	if (current && current.version >= order.configurationVersion) return current;
	const patience = createTimeLimit(signal, configurationPatienceMs, deps.clock);
	try {
		return await deps.configuration.atLeast(
			order.configurationVersion,
			patience.signal,
		);
	} catch (error) {
		if (error instanceof AppError) throw error;
		throw new AppError(
			"CONFIGURATION_NOT_FOUND",
			{
				version: order.configurationVersion,
				hint: "The agent could not fetch it in time. Try again in a moment.",
			},
			{ cause: error },
		);
	} finally {
		patience.end();
	}
}

function unknownPlugin(
	configuration: AgentConfiguration,
	order: RunOrder,
): AppError {
	return new AppError("PLUGIN_UNKNOWN", {
		cluster: configuration.clusterName,
		plugin: order.plugin,
		hint: "No executor bound to this channel enables it.",
	});
}

async function borrow(
	order: RunOrder,
	binding: Binding,
	configuration: AgentConfiguration,
	limitMs: number,
	deps: RunOrderDeps,
): Promise<Loan | undefined> {
	const identity = mapIdentity(binding.rbac, order);
	if (!identity) return undefined;
	const { clusterName, settings } = configuration;
	if (settings.credentials === "direct")
		return directLoan(deps.ownCredentials, identity, clusterName);
	const endsAt = new Date(deps.clock.now().getTime() + limitMs);
	return deps.gate.lend({ run: order.runId, identity, endsAt, clusterName });
}

/** What the plugin is configured with, secrets included, and what hides these in all it says. */
interface GivenConfigs {
	/** As YAML. */
	readonly configs: readonly string[];
	readonly hider: SecretHider;
}

async function resolveConfigs(
	{ configs }: Binding,
	signal: AbortSignal,
	{ secrets }: RunOrderDeps,
): Promise<GivenConfigs> {
	const resolved = await Promise.all(
		configs.map(({ config, where }) => secrets.resolve(config, where, signal)),
	);
	return {
		configs: resolved.map(({ value }) => stringify(value)),
		hider: createSecretHider(resolved.flatMap((one) => one.secrets)),
	};
}

/** When a run was admitted, on the monotonic clock, and its span. */
interface Began {
	readonly startedMs: number;
	readonly traceparent: string | undefined;
}

interface Prepared extends Began, GivenConfigs {
	readonly request: RunRequest;
	readonly binding: Binding;
	readonly configuration: AgentConfiguration;
	readonly loan: Loan | undefined;
	readonly time: TimeLimit;
	readonly limitMs: number;
	readonly deps: RunOrderDeps;
}

/** Whatever happens, the loan ends with the run, and a process whose run did not end by itself is not used again. */
async function runPrepared(prepared: Prepared): Promise<RunEnd> {
	const { binding, configuration, deps, loan, request, time } = prepared;
	const outputs = hiddenOutputs(
		createRunOutputs({
			write: request.write,
			maxBytes: Math.min(
				configuration.settings.maxOutputBytes,
				request.order.maxOutputBytes ?? Number.POSITIVE_INFINITY,
			),
			clock: deps.clock,
		}),
		prepared.hider,
	);
	const waiting = createWaitingReport(outputs, deps.clock);
	let slot: PluginSlot | undefined;
	let how: "clean" | "dirty" = "dirty";
	let ending: RunEnding;
	try {
		const { traceparent } = prepared;
		slot = await inSpan("slot", traceparent, () =>
			deps.plugins.take(binding.key, time.signal, waiting.tell),
		);
		ending = await execute(slot, prepared, outputs);
		await inSpan("send", traceparent, outputs.end);
		how = "clean";
	} catch (error) {
		if (!slot && !time.signal.aborted && !waiting.wereTold) throw error;
		ending = endingOf(error, {
			cluster: configuration.clusterName,
			plugin: binding.key,
			person: request.order.actor.displayName,
			time,
			signal: request.signal,
		});
		if (ending.outcome === "refused") how = "clean";
		await outputs.end().catch(() => {});
	} finally {
		loan?.end();
		slot?.release(how);
	}
	const gate = loan?.end();
	return {
		...prepared.hider.value(ending),
		...outputs.totals(),
		durationMs: deps.clock.monotonicMs() - prepared.startedMs,
		...(gate ? { gate } : {}),
	};
}

async function execute(
	slot: PluginSlot,
	prepared: Prepared,
	outputs: RunOutputs,
): Promise<RunEnding> {
	const { configs, limitMs, loan, request, time } = prepared;
	const { order } = request;
	const help = await ownHelp(slot, prepared);
	if (help)
		return answered({ exitCode: 0, message: help, messages: [] }, outputs);
	const span = beginSpan("plugin", { parent: prepared.traceparent });
	const answer = await slot.process
		.execute(
			{
				words: order.words,
				configs,
				...(order.input === undefined
					? {}
					: { input: Buffer.from(order.input, "base64") }),
				message: { userDisplayName: order.actor.displayName },
				...(loan ? { kubeconfig: loan.kubeconfig } : {}),
			},
			{
				signal: time.signal,
				// The time limit above is the one that counts; this one only tells the plugin how long it has.
				deadlineMs: limitMs + 1000,
				onStdout: (chunk) => outputs.push("stdout", chunk),
				onStderr: (chunk) => outputs.push("stderr", chunk),
				...(span.traceparent === undefined
					? {}
					: { onProgram: (times) => recordProgram(times, span.traceparent) }),
			},
		)
		.finally(span.end);
	return answered(answer, outputs);
}

/** What the plugin says of its program, which a plugin may say as it likes: only a span's times come of it. */
function recordProgram(
	{ startedAtMs, spawnedAtMs, endedAtMs }: ProgramTimes,
	parent: string | undefined,
): void {
	recordSpan("spawn", { parent, startedAtMs, endedAtMs: spawnedAtMs });
	recordSpan("program", { parent, startedAtMs: spawnedAtMs, endedAtMs });
}

/**
 * What a plugin of Botkube's protocol answers to `NAME help` is its Help call: as a command, kubectl's plugin would put its namespace
 * in front of it, which kubectl refuses. Undefined for other commands, and where the plugin has no help.
 */
async function ownHelp(
	{ process }: PluginSlot,
	{ request, limitMs, time }: Prepared,
): Promise<Message | undefined> {
	const { words } = request.order;
	if (process.streaming || words.length !== 2 || words[1] !== "help")
		return undefined;
	const { signal } = time;
	return process.help({ signal, timeoutMs: limitMs }).catch((error) => {
		if (error instanceof PluginFailure && error.reason === "refused")
			return undefined;
		throw error;
	});
}

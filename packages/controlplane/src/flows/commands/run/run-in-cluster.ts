import {
	AppError,
	errorBody,
	errorFromBody,
	type OrganisationId,
	type RunEnd,
	type RunOrder,
} from "@quarterdeck/contract";
import {
	beginSpan,
	type Clock,
	inSpan,
	type Log,
	type ReportError,
} from "@quarterdeck/runtime";
import {
	type EndState,
	type RunResult,
	redactGate,
} from "../../../rooms/commands/index.ts";
import type { Agent } from "../../../rooms/fleet/index.ts";
import type { NewEvent } from "../follow/command-feed.ts";
import type { AgentRuns, RunAnswer } from "./agent-runs.ts";
import { boundedMessage } from "./bounded-message.ts";
import type { CommandOutputs, OutputWriter } from "./command-outputs.ts";
import {
	createRunOutput,
	type OutputSummary,
	type RunOutputTap,
} from "./run-output.ts";

export interface RunInClusterDeps {
	readonly agentRuns: AgentRuns;
	readonly outputs: CommandOutputs;
	readonly clock: Clock;
	readonly log: Log;
	readonly reportError: ReportError;
	/** Bytes of one cluster's output that listeners are shown. */
	readonly inlineBytes: number;
	/** How long an agent may take to say that it begins. */
	readonly silentAfterSeconds: number;
	readonly outputUrl: (runId: RunOrder["runId"]) => string;
}

export interface ClusterRun {
	readonly organisationId: OrganisationId;
	readonly agent: Pick<Agent, "id">;
	readonly clusterName: string;
	readonly order: RunOrder;
	/** When the run must have stopped, by this process's clock. */
	readonly deadlineAt: Date;
	readonly timeoutSeconds: number;
	/** Bytes of output that are taken; an agent that sends more is stopped. */
	readonly maxOutputBytes: number;
	readonly filter: string | undefined;
	/** False when there was no room for the event. */
	readonly publish: (event: NewEvent) => boolean;
	/** Aborted with the AppError that says who cancelled. */
	readonly cancelled: AbortSignal;
	/** The command's span. */
	readonly traceparent: string | undefined;
}

/** How a run ended, as its record will say, and what listeners saw of it. */
export interface ClusterRunResult {
	readonly result: RunResult;
	/** Whether listeners were shown less than is kept. */
	readonly isShortened: boolean;
}

/** The agent stops a late run itself; this long after the deadline its last words are waited for. */
const lastWordsSeconds = 5;

/** Runs one order in one cluster, from the order to its end. Never throws: whatever happens is a result. */
export async function runInCluster(
	deps: RunInClusterDeps,
	run: ClusterRun,
): Promise<ClusterRunResult> {
	const startedMs = deps.clock.monotonicMs();
	const tap = createRunOutput({
		cluster: run.clusterName,
		publish: run.publish,
		writer: await openWriter(deps, run),
		filter: run.filter,
		maxBytes: run.maxOutputBytes,
		inlineBytes: deps.inlineBytes,
		outputUrl: deps.outputUrl(run.order.runId),
		onWriteError: (error) =>
			deps.log.error("an output cannot be kept", {
				runId: run.order.runId,
				error,
			}),
	});
	const answer = await order(deps, run, tap);
	const output = await inSpan("collect", run.traceparent, tap.finish);
	const durationMs = deps.clock.monotonicMs() - startedMs;
	return resultOf(deps, run, { answer, output, durationMs });
}

async function openWriter(
	deps: RunInClusterDeps,
	run: ClusterRun,
): Promise<OutputWriter | undefined> {
	try {
		return await deps.outputs.create(run.organisationId, run.order.runId);
	} catch (error) {
		deps.log.error("an output cannot be kept", {
			runId: run.order.runId,
			error,
		});
		return undefined;
	}
}

/** The order, given up when the agent does not begin in time, does not end in time, or somebody cancels. */
async function order(
	deps: RunInClusterDeps,
	run: ClusterRun,
	tap: RunOutputTap,
): Promise<RunAnswer> {
	const givenUp = new AbortController();
	const silentAfterMs = silenceSeconds(deps, run) * 1000;
	const silence = deps.clock.after(silentAfterMs, () => givenUp.abort());
	const end = deps.clock.after(
		(run.timeoutSeconds + lastWordsSeconds) * 1000,
		() => givenUp.abort(),
	);
	const begun = () => {
		silence.cancel();
		run.publish({ kind: "accepted", cluster: run.clusterName });
	};
	const { commandId, runId } = run.order;
	const { traceparent } = run;
	const span = beginSpan("order", {
		parent: traceparent,
		attributes: { commandId, runId },
	});
	try {
		return await deps.agentRuns.run(
			{
				organisationId: run.organisationId,
				agentId: run.agent.id,
				clusterName: run.clusterName,
			},
			traced(run.order, span.traceparent),
			{
				deadlineAt: run.deadlineAt,
				onAccepted: begun,
				onWaiting: (before) => run.publish(waitingEvent(run, before)),
				onOutput: (output) => tap.take(output),
				signal: AbortSignal.any([run.cancelled, givenUp.signal]),
			},
		);
	} catch (error) {
		return { kind: "refused", error: deps.reportError(error) };
	} finally {
		span.end();
		silence.cancel();
		end.cancel();
	}
}

function traced(order: RunOrder, traceparent: string | undefined): RunOrder {
	return traceparent === undefined ? order : { ...order, traceparent };
}

function waitingEvent({ clusterName }: ClusterRun, before: number): NewEvent {
	const text =
		before === 0
			? `${clusterName} is running as many commands as it may. This one is next.`
			: `${clusterName} is running as many commands as it may. ${before} are before this one.`;
	return { kind: "waiting", cluster: clusterName, text, before };
}

function silenceSeconds(deps: RunInClusterDeps, run: ClusterRun): number {
	return Math.min(deps.silentAfterSeconds, run.timeoutSeconds);
}

function resultOf(
	deps: RunInClusterDeps,
	run: ClusterRun,
	{
		answer,
		output,
		durationMs,
	}: {
		readonly answer: RunAnswer;
		readonly output: OutputSummary;
		readonly durationMs: number;
	},
): ClusterRunResult {
	const end = answer.kind === "ended" ? answer.end : undefined;
	const { message, isDropped } = boundedMessage(end);
	const writtenBytes = Math.max(end?.outputBytes ?? 0, output.writtenBytes);
	const keptBytes = output.isKept ? output.bytes : 0;
	publishNotes(run, output, writtenBytes);
	if (isDropped)
		run.publish({
			kind: "note",
			cluster: run.clusterName,
			text: "The plugin answered with a message that is too large to be kept.",
		});
	const error = errorOf(deps, run, answer, output);
	const reported = error && errorBody(deps.reportError(error));
	const result = {
		runId: run.order.runId,
		state: stateOf(run, answer, error),
		durationMs: end?.durationMs ?? durationMs,
		outputBytes: writtenBytes,
		incomplete: keptBytes < writtenBytes,
		digest: output.digest,
		...(end?.exitCode === undefined ? {} : { exitCode: end.exitCode }),
		...(output.isKept ? { outputKey: run.order.runId } : {}),
		...(reported ? { error: reported } : {}),
		...(end?.gate ? { gate: redactGate(end.gate) } : {}),
		...(message ? { message } : {}),
	};
	return { result, isShortened: output.isCut };
}

function publishNotes(
	run: ClusterRun,
	output: OutputSummary,
	writtenBytes: number,
): void {
	const note = (text: string) =>
		run.publish({ kind: "note", cluster: run.clusterName, text });
	const { bytes, isKept } = output;
	if (isKept && bytes < writtenBytes) {
		const facts = { bytes, written: writtenBytes };
		note(new AppError("OUTPUT_TRUNCATED", facts).message);
	}
	if (output.keptLines === 0 && output.bytes > 0)
		note(`No line of the output contains ${JSON.stringify(run.filter)}.`);
}

/**
 * What arrived must be what was sent, to the byte: an answer that is not proves nothing, however its agent says it ended. Undefined
 * when it is.
 */
function alteration(
	{ log }: RunInClusterDeps,
	run: ClusterRun,
	end: RunEnd,
	output: OutputSummary,
): AppError | undefined {
	const { digest, bytes } = output;
	const isWhole =
		end.digest === digest &&
		end.sentBytes === bytes &&
		end.outputBytes >= bytes;
	if (isWhole) return undefined;
	log.error("the output that arrived is not the output that was sent", {
		runId: run.order.runId,
		cluster: run.clusterName,
		bytes,
	});
	return new AppError("OUTPUT_ALTERED", { cluster: run.clusterName });
}

function errorOf(
	deps: RunInClusterDeps,
	run: ClusterRun,
	answer: RunAnswer,
	output: OutputSummary,
): AppError | undefined {
	if (run.cancelled.aborted && !hasEndedByItself(answer))
		return run.cancelled.reason as AppError;
	if (answer.kind === "refused") return answer.error;
	if (answer.kind === "unanswered") return silent(deps, run, answer.accepted);
	const { end } = answer;
	const altered = alteration(deps, run, end, output);
	if (altered) return altered;
	if (end.outcome === "timed-out")
		return new AppError("RUN_TIMEOUT", {
			seconds: run.timeoutSeconds,
			cluster: run.clusterName,
		});
	return end.error && errorFromBody(end.error);
}

/** A run may end in the same moment in which it is cancelled: then it has ended, and is not called cancelled. */
function hasEndedByItself(answer: RunAnswer): boolean {
	return answer.kind === "ended" && answer.end.outcome !== "cancelled";
}

function silent(
	deps: RunInClusterDeps,
	run: ClusterRun,
	accepted: boolean,
): AppError {
	return new AppError("CLUSTER_SILENT", {
		cluster: run.clusterName,
		seconds: accepted
			? run.timeoutSeconds + lastWordsSeconds
			: silenceSeconds(deps, run),
		hint: accepted
			? "The command began to run there, so check the cluster before you repeat it."
			: "The command did not report a start there. To check the cluster, run: qd cluster show NAME",
	});
}

function stateOf(
	run: ClusterRun,
	answer: RunAnswer,
	error: AppError | undefined,
): EndState {
	if (error && error === run.cancelled.reason) return "cancelled";
	if (error?.kind === "forbidden") return "denied";
	if (answer.kind !== "ended" || error) return "failed";
	const { outcome } = answer.end;
	if (outcome === "succeeded" || outcome === "cancelled") return outcome;
	return outcome === "refused" ? "denied" : "failed";
}

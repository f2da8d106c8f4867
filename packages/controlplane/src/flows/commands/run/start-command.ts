import { createHash } from "node:crypto";
import {
	AppError,
	type Conversation,
	errorBody,
	type ProcessId,
	type RunId,
} from "@quarterdeck/contract";
import type { Channel } from "@quarterdeck/contract/configuration";
import {
	type Clock,
	inSpan,
	type NewId,
	type ReportError,
	type Span,
	type Transact,
	type Transaction,
} from "@quarterdeck/runtime";
import {
	aliasesOf,
	type Catalog,
	type CurrentConfiguration,
	requireChannel,
} from "../../../rooms/catalog/index.ts";
import {
	type CommandInput,
	type CommandRecord,
	type CommandRecords,
	type CommandRun,
	type OpenedCommand,
	type OpenRun,
	stateFromRuns,
} from "../../../rooms/commands/index.ts";
import type { Fleet } from "../../../rooms/fleet/index.ts";
import type { Utterance } from "../commands.ts";
import { type Command, parseCommand, parseWords } from "../parse/index.ts";
import { channelOfAction, isAutomation } from "./channel-of-action.ts";
import { checkThread } from "./check-thread.ts";
import { commandText } from "./command-text.ts";
import {
	type Plan,
	type PlanDeps,
	type PlannedRun,
	planCommand,
	type SelectClusters,
} from "./plan-command.ts";

export interface StartDeps extends PlanDeps {
	readonly catalog: Pick<Catalog, "currentConfiguration">;
	readonly fleet: Pick<Fleet, "beginSelection">;
	readonly commandRecords: CommandRecords;
	readonly transact: Transact;
	readonly clock: Clock;
	readonly newId: NewId;
	readonly reportError: ReportError;
	readonly processId: ProcessId;
	readonly defaultTimeoutSeconds: number;
	readonly maxTimeoutSeconds: number;
}

/** A command whose record is open and whose plan is made: it only has to be dispatched. */
export interface StartedCommand {
	readonly record: CommandRecord;
	readonly utterance: Utterance;
	readonly command: Command;
	readonly timeoutSeconds: number;
	readonly channel: Channel;
	readonly current: CurrentConfiguration;
	readonly plan: Plan;
	/** From the request to the command's end. */
	readonly span: Span;
}

export type Start =
	| { readonly kind: "started"; readonly started: StartedCommand }
	| { readonly kind: "repeated"; readonly record: CommandRecord };

/**
 * Parse, target, authorize, and the record of it, in one transaction with what was refused at once.
 *
 * @throws AppError what cannot be read (not recorded: nobody knows what it would have been), and refusals of the whole,
 * recorded as denied under the same reference.
 */
export async function startCommand(
	deps: StartDeps,
	utterance: Utterance,
	span: Span,
): Promise<Start> {
	const prepared = await inSpan("decide", span.traceparent, () =>
		prepare(deps, utterance),
	);
	const { command, decision } = prepared;
	const opened = await inSpan("record", span.traceparent, () =>
		deps.transact(async (tx) =>
			record(deps, tx, { utterance, command, decision }),
		),
	);
	if (opened.repeated) return { kind: "repeated", record: opened.record };
	if (decision.kind === "refused") throw decision.error;
	const { plan, channel } = decision;
	const started = {
		record: startedRecord(opened.record, plan),
		utterance,
		command,
		timeoutSeconds: prepared.timeoutSeconds,
		channel,
		current: prepared.current,
		plan,
		span,
	};
	return { kind: "started", started };
}

async function prepare(deps: StartDeps, utterance: Utterance) {
	const { caller } = utterance;
	const selectClusters = deps.fleet.beginSelection(caller.organisationId);
	const current = await deps.catalog.currentConfiguration(
		caller.organisationId,
	);
	const command = parse(utterance, current);
	await checkThread(deps, utterance, current.configuration);
	const timeoutSeconds = timeoutOf(deps, command);
	const request = { utterance, current, command, selectClusters };
	const decision = await decidePlan(deps, request);
	return { current, command, timeoutSeconds, decision };
}

/** The record as the transaction left it, without reading it again. */
function startedRecord(record: CommandRecord, plan: Plan): CommandRecord {
	if (plan.kind === "built-in") return record;
	const runs = plan.runs.map((run) => runRecord(run, record.startedAt));
	const hasEnded = plan.runs.every(({ refusal }) => refusal);
	return hasEnded
		? { ...record, runs, state: stateFromRuns(runs), endedAt: record.startedAt }
		: { ...record, runs };
}

type PlanDecision =
	| { readonly kind: "planned"; readonly plan: Plan; readonly channel: Channel }
	| {
			readonly kind: "refused";
			readonly error: AppError;
			/** Undefined when there is no such channel. */
			readonly channel: Channel | undefined;
	  };

async function decidePlan(
	deps: StartDeps,
	request: {
		readonly utterance: Utterance;
		readonly current: CurrentConfiguration;
		readonly command: Command;
		readonly selectClusters: SelectClusters;
	},
): Promise<PlanDecision> {
	const { utterance, current, command, selectClusters } = request;
	const { configuration } = current;
	const { caller } = utterance;
	let channel: Channel | undefined;
	try {
		channel = isAutomation(utterance)
			? channelOfAction(configuration, utterance)
			: requireChannel(configuration, utterance);
		const plan = await planCommand(deps, {
			caller,
			command,
			configuration,
			channel,
			selectClusters,
		});
		if (plan.kind === "built-in" && utterance.input)
			throw new AppError("INPUT_INVALID", {
				field: "stdin",
				reason: "this command is answered by the control plane and reads none",
			});
		if (plan.kind === "runs")
			for (const { refusal } of plan.runs)
				if (refusal) deps.reportError(refusal.error);
		return { kind: "planned", plan, channel };
	} catch (thrown) {
		const error = deps.reportError(thrown);
		if (error.kind === "internal") throw error;
		return { kind: "refused", error, channel };
	}
}

function parse(utterance: Utterance, current: CurrentConfiguration): Command {
	const aliases = aliasesOf(current.configuration).map(
		({ alias, command }) => ({ name: alias, command }),
	);
	const { text, options } = utterance;
	return typeof text === "string"
		? parseCommand(text, aliases, options)
		: parseWords(text, aliases, options);
}

function timeoutOf(deps: StartDeps, command: Command): number {
	const seconds = command.timeoutSeconds ?? deps.defaultTimeoutSeconds;
	if (
		Number.isInteger(seconds) &&
		seconds >= 1 &&
		seconds <= deps.maxTimeoutSeconds
	)
		return seconds;
	throw new AppError("INPUT_INVALID", {
		field: "timeout",
		reason: `expected 1 to ${deps.maxTimeoutSeconds} s`,
	});
}

async function record(
	deps: StartDeps,
	tx: Transaction,
	request: {
		readonly utterance: Utterance;
		readonly command: Command;
		readonly decision: PlanDecision;
	},
): Promise<OpenedCommand> {
	const { utterance, command, decision } = request;
	const { caller } = utterance;
	const { organisationId } = caller;
	const opened = await deps.commandRecords.openCommand(tx, {
		id: utterance.id ?? deps.newId("command"),
		organisationId,
		actor: caller.actor,
		conversation: conversationOf(utterance, decision),
		text: commandText(utterance),
		words: command.words,
		input: describeInput(utterance.input),
		processId: deps.processId,
		runs: runsOf(decision),
	});
	if (opened.repeated) return opened;
	const commandId = opened.record.id;
	if (decision.kind === "refused")
		await deps.commandRecords.closeCommand(
			tx,
			{ organisationId, commandId },
			{ state: "denied", error: errorBody(decision.error) },
		);
	else if (decision.plan.kind === "runs")
		await recordRefusals(deps, tx, opened.record, decision.plan.runs);
	return opened;
}

function describeInput(
	input: Uint8Array | undefined,
): CommandInput | undefined {
	if (!input) return undefined;
	const digest = createHash("sha256").update(input).digest("hex");
	return { bytes: input.length, digest };
}

/** A thread is kept only where it was checked: in a channel that is there. */
function conversationOf(
	{ platform, channel, thread }: Utterance,
	decision: PlanDecision,
): Conversation {
	if (decision.kind === "refused" && decision.channel === undefined)
		return { platform, channel: channel ?? "" };
	return {
		platform,
		channel: decision.channel?.name ?? channel ?? "",
		...(thread === undefined ? {} : { threadId: thread }),
	};
}

function runsOf(decision: PlanDecision): readonly OpenRun[] {
	if (decision.kind === "refused" || decision.plan.kind === "built-in")
		return [];
	return decision.plan.runs.map(({ runId, clusterName, cluster }) => ({
		runId,
		clusterName,
		clusterId: cluster?.id,
	}));
}

/** Ends the runs that were refused before dispatch, and the command with them when there are no others. */
async function recordRefusals(
	deps: StartDeps,
	tx: Transaction,
	command: CommandRecord,
	runs: readonly PlannedRun[],
): Promise<void> {
	const key = { organisationId: command.organisationId, commandId: command.id };
	for (const { runId, refusal } of runs)
		if (refusal)
			await deps.commandRecords.closeRun(tx, key, {
				runId,
				state: refusal.state,
				durationMs: 0,
				error: errorBody(refusal.error),
			});
	if (runs.every(({ refusal }) => refusal))
		await deps.commandRecords.closeCommand(tx, key, {
			state: stateFromRuns(
				runs.map((run) => runRecord(run, command.startedAt)),
			),
		});
}

/** A planned run as its record is at the beginning. */
export function runRecord(run: PlannedRun, at: Date): CommandRun {
	const { refusal } = run;
	return {
		runId: run.runId satisfies RunId,
		clusterId: run.cluster?.id,
		clusterName: run.clusterName,
		state: refusal?.state ?? "running",
		startedAt: at,
		endedAt: refusal ? at : undefined,
		exitCode: undefined,
		durationMs: refusal ? 0 : undefined,
		outputBytes: 0,
		incomplete: false,
		shortened: false,
		digest: undefined,
		outputKey: undefined,
		error: refusal ? errorBody(refusal.error) : undefined,
		gate: undefined,
		hasMessage: false,
	};
}

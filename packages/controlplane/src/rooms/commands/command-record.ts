import type {
	Actor,
	ChannelKey,
	ClusterId,
	CommandId,
	Conversation,
	ErrorBody,
	GateSummary,
	Message,
	OrganisationId,
	PersonId,
	ProcessId,
	RunId,
} from "@quarterdeck/contract";

/*
 * What is shown of a command while it runs and after it: the projection beside the chain, changed in place.
 *
 *   running ──► succeeded | failed | denied | cancelled | lost         (a command, and each of its runs)
 *
 * Nothing leaves an end state: the first close wins. How a run or a command ended is its result: `RunResult`, `CommandResult`.
 */
export const commandStates = [
	"running",
	"succeeded",
	"failed",
	"denied",
	"cancelled",
	"lost",
] as const;
export type CommandState = (typeof commandStates)[number];
export type EndState = Exclude<CommandState, "running">;

/** One command in one cluster. */
export interface CommandRun {
	readonly runId: RunId;
	readonly clusterId: ClusterId | undefined;
	readonly clusterName: string;
	readonly state: CommandState;
	readonly startedAt: Date;
	readonly endedAt: Date | undefined;
	readonly exitCode: number | undefined;
	readonly durationMs: number | undefined;
	/** Bytes the plugin wrote; more than were kept when `incomplete`. */
	readonly outputBytes: number;
	/** Less was kept than was written: the rest is nowhere. */
	readonly incomplete: boolean;
	/** Those who followed it were sent less than was kept. Of what is sent only: a record says nothing about its readers. */
	readonly shortened: boolean;
	readonly digest: string | undefined;
	/** Where the full output lies in the object store. */
	readonly outputKey: string | undefined;
	readonly error: ErrorBody | undefined;
	readonly gate: GateSummary | undefined;
	/** Whether the plugin answered with a message beside its output; `findMessages` has it. */
	readonly hasMessage: boolean;
}

/** What a command was given to read, as the record knows it. */
export interface CommandInput {
	readonly bytes: number;
	/** SHA-256 (hex). */
	readonly digest: string;
}

export interface CommandRecord {
	readonly id: CommandId;
	readonly organisationId: OrganisationId;
	readonly personId: PersonId;
	readonly email: string;
	/** The action that said it, of which the two before are id and name; undefined for a person. */
	readonly automation: string | undefined;
	readonly conversation: Conversation;
	/** What was typed. */
	readonly text: string;
	/** The words after alias, quotes and flags; empty when they could not be read. */
	readonly words: readonly string[];
	/** What it was given to read; its bytes are kept nowhere. */
	readonly input: CommandInput | undefined;
	readonly state: CommandState;
	/** The process that runs it. */
	readonly processId: ProcessId;
	readonly startedAt: Date;
	readonly endedAt: Date | undefined;
	/** Why the whole command ended as it did, e.g. a denial. */
	readonly error: ErrorBody | undefined;
	/** What the control plane answered itself, without any cluster. */
	readonly answer: string | undefined;
	readonly runs: readonly CommandRun[];
}

/** Names one command: an id is unique within its organisation only. */
export interface CommandKey {
	readonly organisationId: OrganisationId;
	readonly commandId: CommandId;
}

/** Where a command was said, and by whom. */
export type CommandOrigin = Pick<
	CommandRecord,
	"id" | "conversation" | "email"
>;

/** A command, named by itself or by one of its runs. */
export type OriginKey =
	| { readonly commandId: CommandId }
	| { readonly runId: RunId };

export interface OpenCommand {
	readonly id: CommandId;
	readonly organisationId: OrganisationId;
	readonly actor: Actor;
	readonly conversation: Conversation;
	readonly text: string;
	readonly words: readonly string[];
	readonly processId: ProcessId;
	readonly input?: CommandInput | undefined;
	/** The clusters it goes to, noted before the orders leave. */
	readonly runs?: readonly OpenRun[];
}

export interface OpenRun {
	readonly runId: RunId;
	readonly clusterId?: ClusterId | undefined;
	readonly clusterName: string;
}

/** How a run ended. */
export interface RunResult {
	readonly runId: RunId;
	readonly state: EndState;
	readonly exitCode?: number | undefined;
	readonly durationMs?: number | undefined;
	readonly outputBytes?: number | undefined;
	readonly incomplete?: boolean | undefined;
	readonly digest?: string | undefined;
	readonly outputKey?: string | undefined;
	readonly error?: ErrorBody | undefined;
	readonly gate?: GateSummary | undefined;
	/** Bounded by whoever closes the run. */
	readonly message?: Message | undefined;
}

/** How a command ended. */
export interface CommandResult {
	readonly state: EndState;
	readonly error?: ErrorBody | undefined;
	/** Bounded by whoever closes the command. */
	readonly answer?: string | undefined;
	/** The end of the last run, when it ends the command: then both are one change. */
	readonly lastRun?: RunResult | undefined;
}

/** Which commands to list; what is absent is not asked for. Instants are half-open: from ≤ started < before. */
export interface CommandFilter {
	readonly channel?: ChannelKey | undefined;
	/** Of the person who said it. */
	readonly email?: string | undefined;
	/** One of the clusters it went to. */
	readonly clusterName?: string | undefined;
	readonly state?: CommandState | undefined;
	/** Words that must all be in what was typed; case does not count for a to z. */
	readonly text?: string | undefined;
	readonly from?: Date | undefined;
	readonly before?: Date | undefined;
	/** Replies under this command. */
	readonly thread?: CommandId | undefined;
	/** Only those that are no replies. */
	readonly rootsOnly?: boolean | undefined;
	/** Whose list it is: what others said is in it only when it was said in one of these channels. */
	readonly readable?:
		| { readonly channels: readonly ChannelKey[]; readonly email: string }
		| undefined;
}

/** How a command ended, from how its runs did: the worst of them, for one failure makes the whole a failure. */
export function stateFromRuns(
	runs: readonly Pick<CommandRun, "state">[],
): EndState {
	const states = new Set(runs.map((run) => run.state));
	for (const state of ["lost", "failed", "cancelled", "denied"] as const) {
		const all = states.size === 1;
		if (states.has(state)) return state === "denied" && !all ? "failed" : state;
	}
	return states.has("succeeded") ? "succeeded" : "failed";
}

/** A run with its result. */
export function endedRun(
	run: CommandRun,
	end: RunResult,
	endedAt: Date,
): CommandRun {
	return {
		...run,
		state: end.state,
		endedAt,
		exitCode: end.exitCode,
		durationMs:
			end.durationMs === undefined ? undefined : Math.round(end.durationMs),
		outputBytes: end.outputBytes ?? 0,
		incomplete: end.incomplete ?? false,
		digest: end.digest,
		outputKey: end.outputKey,
		error: end.error,
		gate: end.gate,
		hasMessage: end.message !== undefined,
	};
}

/** A running command with its result: the last run with its own, and every other run that is still open ended like the command. */
export function endedCommand(
	command: CommandRecord,
	{ state, error, answer, lastRun }: CommandResult,
	endedAt: Date,
): CommandRecord {
	const ended = (run: CommandRun): CommandRun => {
		if (run.state !== "running") return run;
		return run.runId === lastRun?.runId
			? endedRun(run, lastRun, endedAt)
			: { ...run, state, error, endedAt };
	};
	const runs = command.runs.map(ended);
	return { ...command, state, error, answer, endedAt, runs };
}

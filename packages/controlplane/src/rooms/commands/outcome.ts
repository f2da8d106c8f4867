import type { ErrorBody, ErrorCode } from "@quarterdeck/contract";
import type { CommandState } from "./command-record.ts";

/**
 * What a state means to the person who asked, in the order in which answers are shown: what needs a look comes first. Silent: the
 * cluster was asked, or could not be, and said nothing. Refused: it was understood and may not, or not now. Not understood: the words
 * name nothing that is there, and nothing was run.
 */
export const commandOutcomes = [
	"failed",
	"lost",
	"silent",
	"refused",
	"not-understood",
	"cancelled",
	"running",
	"succeeded",
] as const;
export type CommandOutcome = (typeof commandOutcomes)[number];

/** What is known of a command or a run when it is judged. */
export interface Ended {
	readonly state: CommandState;
	readonly error?: ErrorBody | undefined;
}

const silences: ReadonlySet<string> = new Set<ErrorCode>([
	"CLUSTER_SILENT",
	"CLUSTER_LOST",
	"CLUSTER_NEVER_JOINED",
]);
const misunderstandings: ReadonlySet<string> = new Set<ErrorCode>([
	"COMMAND_UNPARSABLE",
	"COMMAND_PIPED",
	"COMMAND_UNKNOWN",
	"COMMAND_NOT_BOUND",
	"CHANNEL_UNKNOWN",
	"CLUSTER_UNKNOWN",
	"CLUSTER_NONE_MATCHES",
	"CLUSTER_UNNAMED",
	"INPUT_INVALID",
]);
/** Limits that pass by themselves: nothing was run. */
const limits: ReadonlySet<string> = new Set<ErrorCode>([
	"AGENT_BUSY",
	"COMMANDS_BUSY",
	"RATE_EXCEEDED",
]);

/** The outcome of a run, or of a command that has no runs. */
export function outcomeOf({ state, error }: Ended): CommandOutcome {
	if (state !== "failed" && state !== "denied") return state;
	if (error && silences.has(error.code)) return "silent";
	if (error && misunderstandings.has(error.code)) return "not-understood";
	if (state === "denied" || (error && limits.has(error.code))) return "refused";
	return "failed";
}

/** The outcome of a whole command: that of its runs when they have one in common. */
export function outcomeOfCommand(
	command: Ended & { readonly runs: readonly Ended[] },
): CommandOutcome {
	if (command.state !== "failed" && command.state !== "denied")
		return command.state;
	const outcomes = new Set(command.runs.map(outcomeOf));
	const [only] = outcomes;
	return only && outcomes.size === 1 ? only : outcomeOf(command);
}

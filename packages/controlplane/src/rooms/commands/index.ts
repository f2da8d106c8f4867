export type {
	CommandCounts,
	FigureRange,
	RunDurations,
	SlowestRuns,
} from "./command-figures.ts";
export {
	type CommandFilter,
	type CommandInput,
	type CommandKey,
	type CommandOrigin,
	type CommandRecord,
	type CommandResult,
	type CommandRun,
	commandStates,
	type EndState,
	endedRun,
	type OpenRun,
	type RunResult,
	stateFromRuns,
} from "./command-record.ts";
export type { CommandRecords } from "./command-records.ts";
export {
	type Answer,
	compareNames,
	countOutcomes,
	groupAnswers,
	type OutcomeCount,
} from "./group-answers.ts";
export { commandCursor } from "./list-commands.ts";
export type { OpenedCommand } from "./open-command.ts";
export {
	type CommandOutcome,
	commandOutcomes,
	outcomeOf,
	outcomeOfCommand,
} from "./outcome.ts";
export { redactGate, redactPath } from "./redact/redact-path.ts";
export { refusalAdvice } from "./refusal-advice.ts";

export type { OnLost } from "./close-lost-commands.ts";
export {
	type CommandFilter,
	type CommandKey,
	type CommandOrigin,
	type CommandRecord,
	type CommandResult,
	type CommandRun,
	type CommandState,
	commandStates,
	type EndState,
	endedRun,
	type OpenCommand,
	type OpenRun,
	type RunResult,
	stateFromRuns,
} from "./command-record.ts";
export type { CommandRecords } from "./command-records.ts";
export { commandCursor } from "./list-commands.ts";
export type { LivingProcesses } from "./living-processes.ts";
export type { OpenedCommand } from "./open-command.ts";

export {
	type CloseCommand,
	type CloseRun,
	type CommandEndState,
	type CommandFilter,
	type CommandOrigin,
	type CommandRecord,
	type CommandRun,
	type CommandState,
	commandStates,
	type EndRun,
	type OpenCommand,
	type OpenRun,
	stateFromRuns,
} from "./command-record.ts";
export type { CommandRecords } from "./command-records.ts";
export { commandCursor } from "./list-commands.ts";
export type { LivingProcesses } from "./living-processes.ts";
export type { OpenedCommand } from "./open-command.ts";

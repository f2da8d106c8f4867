// What the program of a checkout (packages/up) builds on.
export { CliFailure } from "./cli-failure.ts";
export { ceilingFile, type Identities } from "./cluster/ceiling-file.ts";
export type { Cluster } from "./cluster/cluster.ts";
export { agentManifest, peopleManifest } from "./cluster/cluster-manifest.ts";
export {
	type CommandContext,
	createCommandContext,
} from "./command-context.ts";
export { type AddCommand, examples } from "./commands/command.ts";
export {
	listOutputOption,
	repeated,
	thingOutputOption,
	wholeNumber,
} from "./commands/options.ts";
export { type Finding, find } from "./doctor/finding.ts";
export { exitCodes } from "./exit-codes.ts";
export type { ListOutput, ThingOutput } from "./output/list-outputs.ts";
export { printList } from "./output/print-list.ts";
export { printThing } from "./output/print-thing.ts";
export { clientCommands, createProgram } from "./program.ts";
export { runCommandLine } from "./run-command-line.ts";
export { removeSession, writeSession } from "./session/session-file.ts";
export { processTerminal, type Terminal } from "./terminal.ts";

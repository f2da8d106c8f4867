export type { Command, Targets } from "./command.ts";
export type { Alias } from "./expand-alias.ts";
export {
	type CommandOptions,
	parseCommand,
	parseWords,
} from "./parse-command.ts";
export type { TargetTerm } from "./target-term.ts";

export type { Command } from "./command.ts";
export {
	type CommandOptions,
	parseCommand,
	parseWords,
} from "./parse-command.ts";

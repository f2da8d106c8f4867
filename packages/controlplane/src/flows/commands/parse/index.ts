export type { Command, Targets } from "./command.ts";
export type { Alias } from "./expand-alias.ts";
export { nearestWord, nearestWordHint } from "./nearest-word.ts";
export {
	parseCommand,
	parseWords,
	type SpokenOptions,
} from "./parse-command.ts";
export type { TargetTerm } from "./target-term.ts";

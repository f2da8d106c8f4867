export { type NodeProgram, ownProgram } from "./own-programs.ts";
export {
	type RunningProgram,
	startProgram,
} from "./start-program.ts";

export {
	type RunningProgram,
	startProgram,
} from "./start-program.ts";

export { checkMay } from "./check-may.ts";
export { decide } from "./decide.ts";
export {
	type Action,
	actions,
	type Caller,
	type Decision,
	type Resource,
} from "./decision.ts";
export { matchesGlob } from "./matches-glob.ts";

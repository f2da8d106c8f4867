export type { ActiveGrant, ActiveGrants } from "./active-grants.ts";
export type { AskFor } from "./ask-for.ts";
export { checkMay, refusalText } from "./check-may.ts";
export {
	type Action,
	actions,
	type Caller,
	type ClusterPlace,
	type Decision,
	type Refusal,
	type Resource,
} from "./decision.ts";
export { matchesGlob } from "./matches-glob.ts";
export type { Permissions } from "./permissions.ts";

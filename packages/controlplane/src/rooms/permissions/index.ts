export type { ActiveGrant } from "./active-grants.ts";
export { checkMay, refusalText } from "./check-may.ts";
export type {
	Action,
	Caller,
	ClusterPlace,
	Decision,
	Refusal,
	Resource,
} from "./decision.ts";
export { matchesGlob } from "./matches-glob.ts";
export type { Permissions } from "./permissions.ts";

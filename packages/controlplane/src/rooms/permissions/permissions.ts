import type { Action, Caller, Decision, Resource } from "./decision.ts";

/** May they? Every refusal says why and how to be allowed. Whatever cannot be found out is refused. */
export interface Permissions {
	/** Never rejects: what cannot be found out is a refusal. */
	decide(caller: Caller, action: Action, resource: Resource): Promise<Decision>;
	/** The same for many resources, in their order, with one look at the grants. */
	decideAll(
		caller: Caller,
		action: Action,
		resources: readonly Resource[],
	): Promise<readonly Decision[]>;
}

import type { Clock, ReportError } from "@quarterdeck/runtime";
import type { ActiveGrants } from "./active-grants.ts";
import {
	decide,
	decideByRules,
	grantsUnavailable,
	placeForGrants,
} from "./decide.ts";
import type { Action, Caller, Decision, Resource } from "./decision.ts";

export interface PermissionsDeps {
	readonly activeGrants: ActiveGrants;
	readonly clock: Clock;
	readonly reportError: ReportError;
}

/** The decision for each resource. The grants are read once, and only when there is something that one could allow. */
export async function decideAll(
	{ activeGrants, clock, reportError }: PermissionsDeps,
	caller: Caller,
	action: Action,
	resources: readonly Resource[],
): Promise<readonly Decision[]> {
	const byRules = resources.map((resource) =>
		decideByRules(caller, action, resource),
	);
	const places = byRules.map((decision, index) => {
		const resource = resources[index];
		return resource && placeForGrants(decision, action, resource);
	});
	const clusterIds = [
		...new Set(places.flatMap((place) => (place ? [place.id] : []))),
	];
	if (clusterIds.length === 0) return byRules;
	const { organisationId, actor } = caller;
	try {
		const grants = await activeGrants.of({
			organisationId,
			personId: actor.personId,
			clusterIds,
		});
		const { canBeRequested } = activeGrants;
		const known = { grants, at: clock.now(), canBeRequested };
		return resources.map((one) => decide(caller, action, one, known));
	} catch (thrown) {
		const { ref } = reportError(thrown);
		return byRules.map((decision, index) =>
			decision.allowed || !places[index]
				? decision
				: grantsUnavailable(decision, ref),
		);
	}
}

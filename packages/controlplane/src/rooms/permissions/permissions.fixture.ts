import type {
	ClusterId,
	OrganisationId,
	PersonId,
} from "@quarterdeck/contract";
import type { ActiveGrant } from "./active-grants.ts";
import type { Caller, Resource } from "./decision.ts";

/** Somebody of the organisation in person, in no group. */
export const ana: Caller = {
	organisationId: "org_a" as OrganisationId,
	actor: {
		personId: "per_x" as PersonId,
		email: "ana@example.com",
		displayName: "Ana",
		groups: [],
	},
};

/** A command in a cluster, said in a channel that has no members. */
export function closedChannel(
	clusterId: string,
	namespaces?: readonly string[],
): Extract<Resource, { kind: "channel" }> {
	return {
		kind: "channel",
		organisationId: ana.organisationId,
		platform: "console",
		name: "ops",
		members: [],
		cluster: { id: clusterId as ClusterId, name: "eu", namespaces },
	};
}

/** All of cluster `clu_a`, for the first two milliseconds of time. */
export function grantOf({ organisationId, actor }: Caller): ActiveGrant {
	return {
		id: "grt_a",
		organisationId,
		personId: actor.personId,
		clusterId: "clu_a" as ClusterId,
		namespaces: "all",
		startsAt: new Date(0),
		endsAt: new Date(2),
	};
}

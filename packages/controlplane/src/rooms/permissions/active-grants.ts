import type {
	ClusterId,
	OrganisationId,
	PersonId,
} from "@quarterdeck/contract";

/** Access that a person has for a time in one cluster, as far as a decision needs to know it. */
export interface ActiveGrant {
	readonly id: string;
	readonly organisationId: OrganisationId;
	readonly personId: PersonId;
	readonly clusterId: ClusterId;
	/** Only a grant for all of them covers a command whose namespaces are not known. */
	readonly namespaces: "all" | readonly string[];
	readonly startsAt: Date;
	/** The first instant at which it allows nothing any more. */
	readonly endsAt: Date;
}

/** Where the room learns of grants. It is asked only about what the rules refuse. */
export interface ActiveGrants {
	/** Whether people can request access, so that a refusal may name that way. */
	readonly canBeRequested: boolean;
	/** The person's grants in any of these clusters, asked once for all of them. Rejects when they cannot be read: nothing is allowed then. */
	of(wanted: {
		readonly organisationId: OrganisationId;
		readonly personId: PersonId;
		readonly clusterIds: readonly ClusterId[];
	}): Promise<readonly ActiveGrant[]>;
}

/** Nobody has a grant, and none can be requested: what holds where nothing hands out access. */
export const noActiveGrants: ActiveGrants = {
	canBeRequested: false,
	of: async () => [],
};

import type { Actor, OrganisationId } from "@quarterdeck/contract";
import type { TokenScope } from "../people/index.ts";

/** Who asks: the actor, and where and how they belong. */
export interface Caller {
	readonly actor: Actor;
	readonly organisationId: OrganisationId;
	/** Undefined while they belong to the organisation. */
	readonly removedAt?: Date | undefined;
	/** What the token they speak by is good for; undefined when they speak in person. */
	readonly scopes?: readonly TokenScope[] | undefined;
}

/** What may be asked for. */
export const actions = [
	"command.run",
	"command.read",
	"command.cancel",
	"configuration.read",
	"configuration.apply",
	"cluster.read",
	"cluster.add",
	"cluster.remove",
	"cluster.rotate",
	"cluster.revoke",
	"machine.manage",
	"audit.read",
	"audit.verify",
	"person.read",
	"person.add",
	"person.update",
	"person.remove",
	"token.manage",
	"organisation.update",
	"ownership.transfer",
] as const;
export type Action = (typeof actions)[number];

/** On what. A channel names the cluster the command is for, so that each cluster gets its own answer. */
export type Resource =
	| { readonly kind: "organisation"; readonly organisationId: OrganisationId }
	| {
			readonly kind: "channel";
			readonly organisationId: OrganisationId;
			readonly channel: string;
			/** Email globs and, as `group:NAME`, groups; undefined lets everyone of the organisation in. */
			readonly members: readonly string[] | undefined;
			readonly clusterName: string;
	  };

/** Refused or not; a refusal says why and what to do about it. */
export type Decision =
	| { readonly allowed: true }
	| {
			readonly allowed: false;
			readonly reason: string;
			readonly hint: string;
	  };

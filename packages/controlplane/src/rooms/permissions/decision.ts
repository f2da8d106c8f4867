import type {
	Actor,
	ClusterId,
	OrganisationId,
	Platform,
} from "@quarterdeck/contract";
import type { TokenScope } from "../people/index.ts";
import type { AskFor } from "./ask-for.ts";

/** Whoever sends a request: the actor, and where and how they belong. */
export interface Caller {
	readonly actor: Actor;
	readonly organisationId: OrganisationId;
	/** Undefined while they belong to the organisation. */
	readonly removedAt?: Date | undefined;
	/** The scopes of their API token; undefined when they use a session. */
	readonly scopes?: readonly TokenScope[] | undefined;
}

/** What a caller may ask to do. */
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
	"plugin.restart",
	"machine.manage",
	"audit.read",
	"audit.verify",
	"audit.acknowledge",
	"person.read",
	"person.add",
	"person.update",
	"person.remove",
	"token.manage",
	"job.read",
	"job.retry",
	"notice.read",
	"silence.manage",
	"organisation.update",
	"ownership.transfer",
] as const;
export type Action = (typeof actions)[number];

/** A cluster of the resource's organisation, and the namespaces in it. */
export interface ClusterPlace {
	readonly id: ClusterId;
	readonly name: string;
	/** Undefined when they are not known, as for a command whose words nobody has read: it could be any of them. */
	readonly namespaces?: readonly string[] | undefined;
}

/** What the action is done to. `organisationId` is whose it is, not who asks. */
export type Resource =
	| { readonly kind: "organisation"; readonly organisationId: OrganisationId }
	| {
			readonly kind: "channel";
			readonly organisationId: OrganisationId;
			readonly platform: Platform;
			readonly name: string;
			/** Email globs and, as `group:NAME`, groups; undefined lets everyone of the organisation in. */
			readonly members: readonly string[] | undefined;
			/** Where a command said in the channel goes; each cluster gets its own answer. */
			readonly cluster?: ClusterPlace | undefined;
	  }
	| {
			readonly kind: "cluster";
			readonly organisationId: OrganisationId;
			readonly cluster: ClusterPlace;
	  };

/** Why an action is refused. */
export type RefusalCode =
	| "other-organisation"
	| "removed"
	| "token-scope"
	| "channel-needed"
	| "not-member"
	| "automation"
	| "grants-unavailable";

/** Allowed, and by what. */
export type Permission =
	| { readonly allowed: true; readonly by: "rules" }
	| {
			readonly allowed: true;
			readonly by: "grant";
			readonly grantId: string;
			readonly endsAt: Date;
	  };

/** Refused: why, and every way to be allowed, best first. */
export interface Refusal {
	readonly allowed: false;
	readonly code: RefusalCode;
	/** The reason as a clause: it ends without a full stop. */
	readonly reason: string;
	readonly askFor: readonly AskFor[];
}

export type Decision = Permission | Refusal;

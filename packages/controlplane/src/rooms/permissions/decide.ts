import type { ErrorId } from "@quarterdeck/contract";
import type { ActiveGrant } from "./active-grants.ts";
import type { AskFor } from "./ask-for.ts";
import type {
	Action,
	Caller,
	ClusterPlace,
	Decision,
	Refusal,
	RefusalCode,
	Resource,
} from "./decision.ts";
import { matchesGlob } from "./matches-glob.ts";
import { scopeOf } from "./scope-of.ts";

const byRules: Decision = { allowed: true, by: "rules" };

/**
 * The answer of the rules, without grants. Pure: the same question always has the same answer. What is not allowed here is denied.
 * All members of an organisation have the same full permission (docs/architecture/botkube-compatibility.md#cloud); a removed person and a person of
 * another organisation have none; a token may no more than its scopes say; what concerns a channel is also bound to its members,
 * and a command is always run in one. An action runs commands and does nothing else; which, its bindings say.
 */
export function decideByRules(
	caller: Caller,
	action: Action,
	resource: Resource,
): Decision {
	const { email } = caller.actor;
	if (caller.organisationId !== resource.organisationId)
		return refused(
			"other-organisation",
			`${email} does not belong to this organisation`,
			{ kind: "account-of-organisation" },
		);
	if (caller.removedAt)
		return refused("removed", `${email} was removed from the organisation`, {
			kind: "return-to-organisation",
		});
	if (caller.actor.automation !== undefined)
		return action === "command.run" && resource.kind === "channel"
			? byRules
			: refused("automation", `${email} may only run its command`, {
					kind: "person",
				});
	const scope = scopeOf[action];
	if (caller.scopes && !caller.scopes.includes(scope))
		return refused(
			"token-scope",
			`the token does not have the scope ${scope}`,
			{
				kind: "token-scope",
				scope,
			},
		);
	if (resource.kind !== "channel")
		return action === "command.run"
			? refused("channel-needed", "a command must be run in a channel", {
					kind: "named-channel",
				})
			: byRules;
	if (isMember(caller, resource.members)) return byRules;
	return refused(
		"not-member",
		`${email} is not a member of channel ${resource.name}`,
		{
			kind: "member-of-channel",
			platform: resource.platform,
			channel: resource.name,
		},
	);
}

/**
 * The cluster in which a grant may allow what the rules refuse, or undefined. A grant lets somebody run commands who is no member of
 * the channel; it makes no other organisation's person, no removed person and no token more than they are.
 */
export function placeForGrants(
	decision: Decision,
	action: Action,
	resource: Resource,
): ClusterPlace | undefined {
	if (decision.allowed || action !== "command.run") return undefined;
	const mayBeGranted =
		decision.code === "not-member" || decision.code === "channel-needed";
	return mayBeGranted && resource.kind !== "organisation"
		? resource.cluster
		: undefined;
}

/** What is known about grants at the time of a question. */
export interface KnownGrants {
	readonly grants: readonly ActiveGrant[];
	readonly at: Date;
	/** Whether access can be requested. */
	readonly canBeRequested: boolean;
}

/** The answer of the rules, and of the grants where the rules leave room for them. Pure. */
export function decide(
	caller: Caller,
	action: Action,
	resource: Resource,
	known: KnownGrants,
): Decision {
	const decision = decideByRules(caller, action, resource);
	const place = placeForGrants(decision, action, resource);
	if (decision.allowed || !place) return decision;
	const grant = known.grants.find(
		(one) => isOf(one, caller) && covers(one, place, known.at),
	);
	if (grant)
		return {
			allowed: true,
			by: "grant",
			grantId: grant.id,
			endsAt: grant.endsAt,
		};
	if (!known.canBeRequested) return decision;
	return {
		...decision,
		askFor: [
			...decision.askFor,
			{
				kind: "access-request",
				clusterId: place.id,
				clusterName: place.name,
				namespaces: place.namespaces,
			},
		],
	};
}

/** The refusal when the grants cannot be read: closed, and said as such. */
export function grantsUnavailable(
	refusal: Refusal,
	ref: ErrorId | undefined,
): Refusal {
	return {
		allowed: false,
		code: "grants-unavailable",
		reason: `${refusal.reason}, and the access granted to them could not be read`,
		askFor: [{ kind: "another-attempt", ref }, ...refusal.askFor],
	};
}

/** Who is asked for belongs to the resource's organisation: the rules have seen to it. */
function isOf(grant: ActiveGrant, { actor, organisationId }: Caller): boolean {
	return (
		grant.organisationId === organisationId && grant.personId === actor.personId
	);
}

function covers(grant: ActiveGrant, place: ClusterPlace, at: Date): boolean {
	return (
		grant.clusterId === place.id &&
		grant.startsAt <= at &&
		at < grant.endsAt &&
		coversNamespaces(grant, place.namespaces)
	);
}

/** Namespaces that are not known could be any, so only a grant for all of them covers them. */
function coversNamespaces(
	{ namespaces }: ActiveGrant,
	wanted: readonly string[] | undefined,
): boolean {
	if (namespaces === "all") return true;
	return (
		wanted !== undefined &&
		wanted.length > 0 &&
		wanted.every((one) => namespaces.includes(one))
	);
}

const groupMark = "group:";

function isMember(
	caller: Caller,
	members: readonly string[] | undefined,
): boolean {
	if (members === undefined) return true;
	const email = caller.actor.email.toLowerCase();
	return members.some((member) =>
		member.startsWith(groupMark)
			? caller.actor.groups.includes(member.slice(groupMark.length))
			: matchesGlob(member.toLowerCase(), email),
	);
}

function refused(code: RefusalCode, reason: string, way: AskFor): Refusal {
	return { allowed: false, code, reason, askFor: [way] };
}

import type { Action, Caller, Decision, Resource } from "./decision.ts";
import { matchesGlob } from "./matches-glob.ts";
import { scopeOf } from "./scope-of.ts";

/**
 * May they? Pure: the same question always has the same answer. What is not allowed here is denied.
 * All members of an organisation have the same full permission (docs/architecture/botkube-compatibility.md#cloud); a removed person and a person of
 * another organisation have none; a token may no more than its scopes say; what concerns a channel is also bound to its members,
 * and a command is always run in one.
 */
export function decide(
	caller: Caller,
	action: Action,
	resource: Resource,
): Decision {
	if (caller.organisationId !== resource.organisationId)
		return denied(
			`${caller.actor.email} does not belong to this organisation`,
			"Sign in with an account of the organisation.",
		);
	if (caller.removedAt)
		return denied(
			`${caller.actor.email} was removed from the organisation`,
			"Ask a member to add you again.",
		);
	const scope = scopeOf[action];
	if (caller.scopes && !caller.scopes.includes(scope))
		return denied(
			`the token is not good for ${scope}`,
			`Use one with the scope ${scope}, or sign in.`,
		);
	if (resource.kind !== "channel")
		return action === "command.run"
			? denied(
					"a command is run in a channel",
					"Name the channel with --channel.",
				)
			: { allowed: true };
	return isMember(caller, resource.members)
		? { allowed: true }
		: denied(
				`${caller.actor.email} is not a member of channel ${resource.channel}`,
				"Ask a member of the organisation to add you under members.",
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

function denied(reason: string, hint: string): Decision {
	return { allowed: false, reason, hint };
}

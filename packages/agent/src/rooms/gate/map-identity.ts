import {
	type Actor,
	AppError,
	type Conversation,
	internalStaticUser,
	type RbacMapping,
} from "@quarterdeck/contract";
import { type Identity, reasonToRefuseName } from "./identity.ts";

type UserMapping = NonNullable<RbacMapping["user"]>;
type GroupMapping = NonNullable<RbacMapping["group"]>;

/** Who asked, and where: the source of the names that a mapping uses. */
export interface RunOrigin {
	readonly actor: Pick<Actor, "email" | "groups" | "automation">;
	readonly conversation: Pick<Conversation, "channel">;
}

/**
 * The Kubernetes identity that a binding's `context.rbac` gives whoever asked (docs/architecture/botkube-compatibility.md#rbac-mapping).
 *
 *   absent               undefined: nothing is lent
 *   {} or empty types    anonymous
 *   group without user   the internal static user
 *   user without group   that user in no group
 *
 * @throws AppError IDENTITY_UNMAPPED when a name the mapping needs is empty, IDENTITY_REFUSED when a mapped name may never be used.
 */
export function mapIdentity(
	mapping: RbacMapping | undefined,
	origin: RunOrigin,
): Identity | undefined {
	if (mapping === undefined) return undefined;
	refuseUnlessStatic(mapping, origin);
	const mappedUser = mapUser(mapping.user, origin);
	const mappedGroups = mapGroups(mapping.group, origin);
	if (mappedUser === undefined && mappedGroups === undefined)
		return { kind: "anonymous" };
	const user = mappedUser ?? internalStaticUser;
	const groups = [...new Set(mappedGroups ?? [])];
	for (const name of [user, ...groups]) refuseBadName(name);
	return { kind: "impersonated", user, groups };
}

/** Nobody speaks when an action runs: there is no channel, address or group whose rights it could have. */
function refuseUnlessStatic(mapping: RbacMapping, { actor }: RunOrigin): void {
	if (actor.automation === undefined) return;
	for (const type of [mapping.user?.type, mapping.group?.type])
		if (type === "ChannelName" || type === "Email" || type === "UserGroupName")
			throw new AppError("IDENTITY_UNMAPPED", {
				reason: `nobody speaks when an action runs, so ${type} maps nothing; bind executors that map Static`,
			});
}

function mapUser(
	mapping: UserMapping | undefined,
	origin: RunOrigin,
): string | undefined {
	switch (mapping?.type) {
		case "Static":
			return prefixed(
				mapping.prefix,
				mapping.static?.value ?? "",
				"the user mapping is Static and has no value",
			);
		case "ChannelName":
			return prefixed(
				mapping.prefix,
				origin.conversation.channel,
				"the channel has no name",
			);
		case "Email":
			return prefixed(
				mapping.prefix,
				origin.actor.email,
				"the person has no e-mail address",
			);
		default:
			return undefined;
	}
}

function mapGroups(
	mapping: GroupMapping | undefined,
	origin: RunOrigin,
): string[] | undefined {
	switch (mapping?.type) {
		case "Static":
			return prefixedAll(
				mapping.prefix,
				staticGroups(mapping),
				"the group mapping is Static and has no values",
			);
		case "ChannelName":
			return prefixedAll(
				mapping.prefix,
				[origin.conversation.channel],
				"the channel has no name",
			);
		case "UserGroupName":
			return prefixedAll(
				mapping.prefix,
				origin.actor.groups,
				"the person is in no group",
			);
		default:
			return undefined;
	}
}

function staticGroups(mapping: GroupMapping): string[] {
	const { values = [], value } = mapping.static ?? {};
	return value === undefined ? values : [...values, value];
}

/** Empty names are refused before the prefix is added: otherwise everyone without a name would share the rights of the prefix. */
function prefixed(prefix: string, name: string, ifEmpty: string): string {
	if (name.trim() === "")
		throw new AppError("IDENTITY_UNMAPPED", { reason: ifEmpty });
	return prefix + name;
}

function prefixedAll(
	prefix: string,
	names: readonly string[],
	ifEmpty: string,
): string[] {
	if (names.length === 0)
		throw new AppError("IDENTITY_UNMAPPED", { reason: ifEmpty });
	return names.map((name) => prefixed(prefix, name, ifEmpty));
}

function refuseBadName(name: string): void {
	const reason = reasonToRefuseName(name);
	if (reason !== undefined)
		throw new AppError("IDENTITY_REFUSED", { name: showName(name), reason });
}

/** People see refused names, so everything but plain text is escaped. */
function showName(name: string): string {
	return JSON.stringify(name.slice(0, 128));
}

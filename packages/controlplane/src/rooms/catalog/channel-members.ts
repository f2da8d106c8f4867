import {
	AppError,
	type ChannelKey,
	channelKeyText,
	isSameChannel,
	type OrganisationId,
} from "@quarterdeck/contract";
import type {
	Channel,
	Configuration,
} from "@quarterdeck/contract/configuration";
import type { Cluster } from "../fleet/index.ts";
import {
	type Action,
	type Caller,
	type ClusterPlace,
	type Decision,
	type Permissions,
	type Refusal,
	type Resource,
	refusalText,
} from "../permissions/index.ts";
import {
	keyOfChannel,
	type NamedChannel,
	requireChannel,
	requireChannelByKey,
} from "./find-channel.ts";

interface MemberDeps {
	readonly permissions: Permissions;
}

/** May they do this in a channel, wherever it goes? Only its members may. */
export function decideInChannel(
	{ permissions }: MemberDeps,
	caller: Caller,
	action: Action,
	channel: Channel,
): Promise<Decision> {
	return permissions.decide(
		caller,
		action,
		channelResource(caller.organisationId, channel),
	);
}

/**
 * The channels whose history a person may read: those they may speak in. A channel that the configuration does not have (any more) is
 * not among them: whoever removes a channel closes its history. Two entries of one platform and name count as one channel, which is
 * open when both are.
 */
export async function readableChannels(
	{ permissions }: MemberDeps,
	caller: Caller,
	{ channels }: Configuration,
): Promise<readonly ChannelKey[]> {
	const decisions = await permissions.decideAll(
		caller,
		"command.read",
		channels.map((one) => channelResource(caller.organisationId, one)),
	);
	const closed = new Set<string>();
	const open = new Map<string, ChannelKey>();
	for (const [index, channel] of channels.entries()) {
		const key = keyOfChannel(channel);
		if (decisions[index]?.allowed) open.set(channelKeyText(key), key);
		else closed.add(channelKeyText(key));
	}
	return [...open].flatMap(([text, key]) => (closed.has(text) ? [] : [key]));
}

/** Whether a person may read what others said in a channel. */
export async function mayReadChannel(
	deps: MemberDeps,
	caller: Caller,
	configuration: Configuration,
	key: ChannelKey,
): Promise<boolean> {
	const readable = await readableChannels(deps, caller, configuration);
	return readable.some((one) => isSameChannel(one, key));
}

/** The channel that is meant, when the person may read there. @throws AppError CHANNEL_UNKNOWN, CHANNEL_CLOSED. */
export async function requireReadableChannel(
	deps: MemberDeps,
	caller: Caller,
	configuration: Configuration,
	named: NamedChannel,
): Promise<Channel> {
	const channel = requireChannel(configuration, named);
	await requireReadableByKey(
		deps,
		caller,
		configuration,
		keyOfChannel(channel),
	);
	return channel;
}

/**
 * Refuses whoever may not read in a channel that was resolved earlier, by its name alone.
 * @throws AppError CHANNEL_UNKNOWN when the configuration does not have it any more, CHANNEL_CLOSED.
 */
export async function requireReadableByKey(
	deps: MemberDeps,
	caller: Caller,
	configuration: Configuration,
	key: ChannelKey,
): Promise<void> {
	const channel = requireChannelByKey(configuration, key);
	if (await mayReadChannel(deps, caller, configuration, key)) return;
	throw channelClosed(caller, channel);
}

/**
 * Why they may not run commands in a channel, wherever these go: CHANNEL_CLOSED to whoever is no member of it, else NOT_ALLOWED.
 * Undefined when they may.
 */
export async function refusalInChannel(
	deps: MemberDeps,
	caller: Caller,
	channel: Channel,
): Promise<AppError | undefined> {
	const decision = await decideInChannel(deps, caller, "command.run", channel);
	return decision.allowed ? undefined : toError(caller, channel, decision);
}

/**
 * The same for each cluster, in their order, all asked at once. A member may in all of them; whoever is no member may where they have
 * a grant.
 */
export async function refusalsInClusters(
	{ permissions }: MemberDeps,
	caller: Caller,
	channel: Channel,
	clusters: readonly Pick<Cluster, "id" | "name" | "organisationId">[],
): Promise<readonly (AppError | undefined)[]> {
	const decisions = await permissions.decideAll(
		caller,
		"command.run",
		// Which namespaces a command touches only its plugin and the cluster know.
		clusters.map(({ organisationId, id, name }) =>
			channelResource(organisationId, channel, { id, name }),
		),
	);
	return decisions.map((decision) =>
		decision.allowed ? undefined : toError(caller, channel, decision),
	);
}

function channelResource(
	organisationId: OrganisationId,
	{ platform, name, members }: Channel,
	cluster?: ClusterPlace,
): Resource {
	return { kind: "channel", organisationId, platform, name, members, cluster };
}

function toError(caller: Caller, channel: Channel, refusal: Refusal): AppError {
	const isForMembers = refusal.askFor.every(
		({ kind }) => kind === "member-of-channel",
	);
	if (isForMembers) return channelClosed(caller, channel);
	return new AppError("NOT_ALLOWED", {
		person: caller.actor.email,
		action: `run commands in channel ${channel.name}`,
		hint: refusalText(refusal),
	});
}

function channelClosed(caller: Caller, channel: Channel): AppError {
	return new AppError("CHANNEL_CLOSED", {
		person: caller.actor.email,
		channel: channel.name,
	});
}

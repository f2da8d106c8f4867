import { internalStaticUser, type RbacMapping } from "../index.ts";
import type { Channel, Configuration } from "./configuration.ts";

/** Whom a configuration lets commands and sources be, as the patterns of an agent's ceiling: `*` stands for any characters. */
export interface IdentitiesLent {
	readonly users: readonly string[];
	readonly groups: readonly string[];
	/** Whether some plugin runs as nobody in particular (`rbac: {}`). */
	readonly anonymous: boolean;
}

/**
 * The Kubernetes names that commands, actions and sources can run as under this configuration: those of enabled plugins that something binds.
 * A name that depends on who speaks is a pattern.
 */
export function identitiesLent(configuration: Configuration): IdentitiesLent {
	const users = new Set<string>();
	const groups = new Set<string>();
	let anonymous = false;
	for (const { rbac, channels } of boundMappings(configuration)) {
		const [user, group] = [
			namesOfUser(rbac, channels),
			namesOfGroup(rbac, channels),
		];
		if (!user && !group) anonymous = true;
		for (const name of user ?? (group ? [internalStaticUser] : []))
			users.add(name);
		for (const name of group ?? []) groups.add(name);
	}
	return {
		users: [...users].sort(),
		groups: [...groups].sort(),
		anonymous,
	};
}

interface BoundMapping {
	readonly rbac: RbacMapping;
	/** Names of the channels it is bound in. */
	readonly channels: readonly string[];
}

function boundMappings(configuration: Configuration): BoundMapping[] {
	const { channels, executors, actions, sources } = configuration;
	const channelsOf = (group: string) =>
		channels.filter((one) => binds(one, group)).map(({ name }) => name);
	const inActions = new Set(
		Object.values(actions)
			.filter(({ enabled }) => enabled)
			.flatMap(({ bindings }) => bindings.executors),
	);
	const told = sourcesBound(configuration);
	const ofSources = Object.entries(sources).flatMap(([name, { plugins }]) =>
		plugins.flatMap(({ enabled, rbac }) =>
			enabled && rbac && told.has(name) ? [{ rbac, channels: [] }] : [],
		),
	);
	const ofExecutors = Object.entries(executors).flatMap(
		([name, { plugins }]) => {
			const bound = channelsOf(name);
			if (bound.length === 0 && !inActions.has(name)) return [];
			return plugins.flatMap(({ enabled, rbac }) =>
				enabled && rbac ? [{ rbac, channels: bound }] : [],
			);
		},
	);
	return [...ofExecutors, ...ofSources];
}

/** The source groups that somebody is told of: a channel, a sink, an enabled action. */
export function sourcesBound({
	channels,
	sinks,
	actions,
}: Configuration): ReadonlySet<string> {
	return new Set([
		...channels.flatMap(({ bindings }) => bindings.sources),
		...sinks.flatMap(({ sources }) => sources),
		...Object.values(actions)
			.filter(({ enabled }) => enabled)
			.flatMap(({ bindings }) => bindings.sources),
	]);
}

function binds({ bindings, triggered = [] }: Channel, group: string): boolean {
	return bindings.executors.includes(group) || triggered.includes(group);
}

/** Undefined when nothing is mapped. */
function namesOfUser(
	{ user }: RbacMapping,
	channels: readonly string[],
): readonly string[] | undefined {
	switch (user?.type) {
		case "Static":
			return [user.prefix + (user.static?.value ?? "")];
		case "ChannelName":
			return channels.map((channel) => user.prefix + channel);
		case "Email":
			return [`${user.prefix}*@*`];
		default:
			return undefined;
	}
}

function namesOfGroup(
	{ group }: RbacMapping,
	channels: readonly string[],
): readonly string[] | undefined {
	switch (group?.type) {
		case "Static": {
			const { values = [], value } = group.static ?? {};
			return [...values, ...(value === undefined ? [] : [value])].map(
				(name) => group.prefix + name,
			);
		}
		case "ChannelName":
			return channels.map((channel) => group.prefix + channel);
		case "UserGroupName":
			return [`${group.prefix}*`];
		default:
			return undefined;
	}
}

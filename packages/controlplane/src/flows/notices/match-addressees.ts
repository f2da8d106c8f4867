import type { Configuration } from "@quarterdeck/contract/configuration";
import { type Cluster, meetsTerms } from "../../rooms/fleet/index.ts";
import { type Addressee, addresseeKey } from "../../rooms/notices/index.ts";

/** An addressee, and what of it decides how it is told. */
export interface MatchedAddressee extends Addressee {
	/** A sink is told everything as it is; a channel is kept quiet. */
	readonly isSink: boolean;
	/** A channel with a list of members. */
	readonly hasMembers: boolean;
}

/** Who is told of what a cluster's source groups say. */
export interface AddresseesOfCluster {
	/** Whether the configuration has the group. */
	knows(group: string): boolean;
	/** Those that a group is told to, each once. */
	of(group: string): readonly MatchedAddressee[];
	/** Whether every channel bound to the group, in whatever cluster, has a list of members, and there is one. */
	isRestricted(group: string): boolean;
}

/**
 * Matches a configuration with one cluster: a channel hears of the clusters that it names, of all when it names none; a sink of all.
 * Two entries of one platform and name are one channel.
 */
export function matchAddressees(
	configuration: Configuration,
	cluster: Pick<Cluster, "name" | "labels">,
): AddresseesOfCluster {
	const byGroup = new Map<string, Map<string, MatchedAddressee>>();
	const add = (groups: readonly string[], one: MatchedAddressee) => {
		for (const group of groups) {
			const told = byGroup.get(group) ?? new Map();
			byGroup.set(group, told);
			const key = addresseeKey(one);
			const known = told.get(key);
			const hasMembers = one.hasMembers || (known?.hasMembers ?? false);
			told.set(key, { ...one, hasMembers });
		}
	};
	for (const channel of configuration.channels) {
		if (channel.notificationsDisabled) continue;
		const isHeard =
			channel.clusters.length === 0 || meetsTerms(cluster, channel.clusters);
		if (isHeard)
			add(channel.bindings.sources, {
				door: channel.platform,
				address: channel.name,
				isSink: false,
				hasMembers: channel.members !== undefined,
			});
	}
	for (const { kind, group, alias, sources } of configuration.sinks)
		add(sources, {
			door: kind,
			address: alias === "" ? group : `${group}/${alias}`,
			isSink: true,
			hasMembers: false,
		});
	return {
		knows: (group) => Object.hasOwn(configuration.sources, group),
		of: (group) => [...(byGroup.get(group)?.values() ?? [])],
		isRestricted: (group) => isRestrictedGroup(configuration, group),
	};
}

/** Whether every channel bound to the group has a list of members, and there is one. */
function isRestrictedGroup(
	{ channels }: Configuration,
	group: string,
): boolean {
	const bound = channels.filter(({ bindings }) =>
		bindings.sources.includes(group),
	);
	return (
		bound.length > 0 && bound.every(({ members }) => members !== undefined)
	);
}

import { useCallback, useEffect, useRef, useState } from "react";
import type { ConnectionState } from "../../data/subscribe.ts";
import { useApiSubscription } from "../../data/use-api.ts";
import { rolloutDocument } from "./documents.ts";
import type { RolloutCluster } from "./rollout.ts";

const gatherMs = 150;

/** The clusters of the organisation as they are now, and the newest version any of them has. */
export function useRollout(): {
	readonly clusters: readonly RolloutCluster[];
	readonly newest: number;
	readonly connection: ConnectionState;
} {
	const known = useRef(new Map<string, RolloutCluster>());
	const [clusters, setClusters] = useState<readonly RolloutCluster[]>([]);
	const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
	// A large fleet tells of itself cluster by cluster: the page is drawn once for many.
	const receive = useCallback((cluster: RolloutCluster) => {
		if (cluster.state === "REMOVED") known.current.delete(cluster.id);
		else known.current.set(cluster.id, cluster);
		timer.current ??= setTimeout(() => {
			timer.current = undefined;
			setClusters([...known.current.values()]);
		}, gatherMs);
	}, []);
	useEffect(
		() => () => {
			clearTimeout(timer.current);
			timer.current = undefined;
		},
		[],
	);
	const connection = useApiSubscription(
		rolloutDocument,
		{},
		({ clusterEvents }) => receive(clusterEvents),
	);
	const newest = clusters.reduce(
		(highest, { configurationVersion }) =>
			Math.max(highest, configurationVersion ?? 0),
		0,
	);
	return { clusters, newest, connection };
}

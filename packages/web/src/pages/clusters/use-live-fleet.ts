import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { type ResultOf, textOf } from "../../data/graphql.ts";
import type { ConnectionState } from "../../data/subscribe.ts";
import { useApiSubscription } from "../../data/use-api.ts";
import { useOrganisation } from "../../data/use-session.ts";
import {
	type ClusterEvent,
	clusterDocument,
	clusterEventsDocument,
	clustersDocument,
	fleetSummaryDocument,
} from "./documents.ts";
import {
	type ListPages,
	mayBelongElsewhere,
	type PlaceKey,
	stateIn,
	withEvent,
	withMove,
} from "./fleet-cache.ts";

/** However much happens in the fleet, sums and lists are asked for anew this often at most. */
const askAgainMs = 2000;

/** Follows the fleet while the page is there: what is shown of any cluster changes by itself. */
export function useLiveFleet(): ConnectionState {
	const queries = useQueryClient();
	const organisation = useOrganisation();
	const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
	useEffect(
		() => () => {
			clearTimeout(timer.current);
			timer.current = undefined;
		},
		[],
	);
	const keyOf = (document: object) => [organisation, textOf(document)];
	const stale = useRef<readonly (readonly unknown[])[]>([]);
	const askAgain = () => {
		timer.current = undefined;
		for (const queryKey of [keyOf(fleetSummaryDocument), ...stale.current])
			void queries.invalidateQueries({ queryKey });
		stale.current = [];
	};
	const receive = (event: ClusterEvent) => {
		const lists = { queryKey: keyOf(clustersDocument) };
		const from = queries
			.getQueriesData<ListPages>(lists)
			.map(([, list]) => list && stateIn(list, event.id))
			.find((state) => state !== undefined);
		if (from !== undefined)
			queries.setQueriesData<ResultOf<typeof fleetSummaryDocument>>(
				{ queryKey: keyOf(fleetSummaryDocument) },
				(summary) => summary && withMove(summary, from, event.state),
			);
		for (const [key, list] of queries.getQueriesData<ListPages>(lists))
			if (
				list &&
				!stale.current.includes(key) &&
				mayBelongElsewhere(list, event, placeKeysOf(key))
			)
				stale.current = [...stale.current, key];
		queries.setQueriesData<ListPages>(
			lists,
			(list) => list && withEvent(list, event),
		);
		queries.setQueryData([...keyOf(clusterDocument), { name: event.name }], {
			cluster: event.state === "REMOVED" ? null : event,
		});
		timer.current ??= setTimeout(askAgain, askAgainMs);
	};
	const connection = useApiSubscription(clusterEventsDocument, {}, (result) =>
		receive(result.clusterEvents),
	);
	// What happened while nobody listened is not told again.
	const wasLive = useRef(false);
	useEffect(() => {
		if (connection.state !== "live") return;
		if (wasLive.current)
			void queries.invalidateQueries({ queryKey: [organisation] });
		wasLive.current = true;
	}, [connection.state, queries, organisation]);
	return connection;
}

const keysOfOrders: Readonly<Record<string, PlaceKey>> = {
	TROUBLE: "state",
	SINCE: "since",
	KUBERNETES: "kubernetesVersion",
	AGENT: "agentVersion",
	RUNNING: "running",
};

/** What a list goes by, as the variables of its query say. */
function placeKeysOf(queryKey: readonly unknown[]): readonly PlaceKey[] {
	const keys: PlaceKey[] = [];
	for (const part of queryKey) {
		if (typeof part !== "object" || part === null) continue;
		if ("states" in part && part.states !== null) keys.push("state");
		const order =
			"order" in part
				? keysOfOrders[String(part.order).replace("_DESCENDING", "")]
				: undefined;
		if (order) keys.push(order);
	}
	return keys;
}

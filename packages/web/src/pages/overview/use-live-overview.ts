import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { graphql, textOf } from "../../data/graphql.ts";
import type { ConnectionState } from "../../data/subscribe.ts";
import { useApiSubscription } from "../../data/use-api.ts";
import { useOrganisation } from "../../data/use-session.ts";
import { fleetDocument } from "./documents.ts";

const changedClustersDocument = graphql(`
	subscription OverviewClusters { clusterEvents(changesOnly: true) { id } }
`);

/** However much happens in the fleet, its figures are asked for anew this often at most. */
const askAgainMs = 3000;
/** Nobody tells of every command; figures of them grow old meanwhile. */
const figuresMs = 60_000;

/** Keeps the page current while it is looked at. */
export function useLiveOverview(): ConnectionState {
	const queries = useQueryClient();
	const organisation = useOrganisation();
	const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
	useEffect(() => () => clearTimeout(timer.current), []);
	useEffect(() => {
		const again = setInterval(() => {
			if (!document.hidden)
				void queries.invalidateQueries({ queryKey: [organisation] });
		}, figuresMs);
		return () => clearInterval(again);
	}, [queries, organisation]);
	return useApiSubscription(changedClustersDocument, {}, () => {
		timer.current ??= setTimeout(() => {
			timer.current = undefined;
			const queryKey = [organisation, textOf(fleetDocument)];
			void queries.invalidateQueries({ queryKey });
		}, askAgainMs);
	});
}

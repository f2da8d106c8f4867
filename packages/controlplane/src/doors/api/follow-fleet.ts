import type { OrganisationId } from "@quarterdeck/contract";
import type { Cluster, Fleet } from "../../rooms/fleet/index.ts";

/**
 * Every cluster once, unless only changes are asked for, then those that change. A slow listener gets the newest of each cluster and not every step between,
 * so what waits for it is bounded by the number of clusters.
 */
export function followFleet(
	fleet: Fleet,
	organisationId: OrganisationId,
	options: { readonly changesOnly?: boolean } = {},
): AsyncIterableIterator<Cluster> {
	const waiting = new Map<string, Cluster>();
	let wake = () => {};
	let isDone = false;
	const unwatch = fleet.watchFleet(organisationId, (cluster) => {
		waiting.delete(cluster.id);
		waiting.set(cluster.id, cluster);
		wake();
	});
	const begun = options.changesOnly
		? Promise.resolve()
		: tellAll(fleet, organisationId, (cluster) => {
				// What changed meanwhile is newer than what was read.
				if (!waiting.has(cluster.id)) waiting.set(cluster.id, cluster);
			});
	begun.catch(() => {});

	function take(): Cluster | undefined {
		const [first] = waiting;
		if (first) waiting.delete(first[0]);
		return first?.[1];
	}
	return {
		[Symbol.asyncIterator]() {
			return this;
		},
		async next() {
			await begun;
			while (!isDone) {
				const cluster = take();
				if (cluster) return { done: false, value: cluster };
				await new Promise<void>((resolve) => {
					wake = resolve;
				});
			}
			return { done: true, value: undefined };
		},
		async return() {
			isDone = true;
			unwatch();
			wake();
			return { done: true, value: undefined };
		},
	};
}

async function tellAll(
	fleet: Fleet,
	organisationId: OrganisationId,
	tell: (cluster: Cluster) => void,
): Promise<void> {
	for (let after: string | undefined; ; ) {
		const page = await fleet.listClusters(
			organisationId,
			{},
			{ first: 500, after },
		);
		for (const cluster of page.items) tell(cluster);
		after = page.nextCursor;
		if (after === undefined) return;
	}
}

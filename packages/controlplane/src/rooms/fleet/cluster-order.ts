import { AppError } from "@quarterdeck/contract";
import {
	type Cluster,
	type ClusterState,
	checkClusterName,
} from "./cluster.ts";

/** How clusters can be listed. Names are always in natural order: shop-2 before shop-10. */
export const clusterOrders = ["name", "name-descending", "trouble"] as const;
export type ClusterOrder = (typeof clusterOrders)[number];

/** States from the worst to the best; within one, clusters stand by name. */
export const troubleOrder: readonly ClusterState[] = [
	"lost",
	"degraded",
	"away",
	"joining",
	"alive",
];

/** A place in a list: behind this cluster. */
export interface ClusterPlace {
	readonly name: string;
	/** Where the cluster's state stood in `troubleOrder`; of no use in other orders. */
	readonly rank: number;
}

/** The cursor of a cluster in a list, as it was stored when it was listed. */
export function cursorOf(cluster: Cluster, order: ClusterOrder): string {
	return order === "trouble"
		? `${troubleOrder.indexOf(cluster.state)}:${cluster.name}`
		: cluster.name;
}

/** @throws AppError INPUT_INVALID for what is no cursor of a list in this order. */
export function readCursor(cursor: string, order: ClusterOrder): ClusterPlace {
	const [, rank = "", name = ""] =
		(order === "trouble" ? /^([0-4]):(.*)$/s : /^()(.*)$/s).exec(cursor) ?? [];
	try {
		checkClusterName(name);
	} catch {
		throw new AppError("INPUT_INVALID", {
			field: "after",
			reason: "it is not a cursor of this list",
		});
	}
	return { name, rank: Number(rank) };
}

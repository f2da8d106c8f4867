import { AppError } from "@quarterdeck/contract";
import {
	type Cluster,
	type ClusterState,
	checkClusterName,
} from "./cluster.ts";

/** What clusters can be listed by; each has an index. Those that it does not tell apart stand by name. */
const clusterColumns = [
	"name",
	"trouble",
	"since",
	"labels",
	"kubernetes",
	"agent",
	"running",
] as const;
export type ClusterColumn = (typeof clusterColumns)[number];

/**
 * How clusters can be listed. Names, labels and versions are in natural order: shop-2 before shop-10, v1.9 before v1.10. Who has no
 * labels or no version stands last; who has no agent stands before those that run nothing. Descending is the exact reverse.
 */
export const clusterOrders = clusterColumns.flatMap(
	(column) => [column, `${column}-descending`] as const,
);
export type ClusterOrder = ClusterColumn | `${ClusterColumn}-descending`;

/** The column of an order, and which way it goes. */
export function partsOf(order: ClusterOrder): {
	readonly column: ClusterColumn;
	readonly isDescending: boolean;
} {
	const column = clusterColumns.find((one) => one === order);
	return column
		? { column, isDescending: false }
		: {
				column: order.slice(0, -"-descending".length) as ClusterColumn,
				isDescending: true,
			};
}

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
	/** What the cluster had in the column of the order, as text that `readCursor` checked; nothing when it is the name. */
	readonly value: string;
}

/** The cursor of a cluster in a list, as it was stored when it was listed: the order, the value in its column, and the name. */
export function cursorOf(cluster: Cluster, order: ClusterOrder): string {
	if (order === "name") return cluster.name;
	const { column } = partsOf(order);
	return `${order}:${columns[column].valueOf(cluster)}:${cluster.name}`;
}

/** @throws AppError INPUT_INVALID for what is no cursor of a list in this order. */
export function readCursor(cursor: string, order: ClusterOrder): ClusterPlace {
	const [, said = "", value = "", name = ""] =
		(order === "name" ? /^()()(.*)$/s : /^([a-z-]+):(.*):([^:]*)$/s).exec(
			cursor,
		) ?? [];
	try {
		checkClusterName(name);
	} catch {
		throw noCursor();
	}
	if (order === "name") return { name, value };
	if (said !== order || !columns[partsOf(order).column].shape.test(value))
		throw noCursor();
	return { name, value };
}

function noCursor(): AppError {
	return new AppError("INPUT_INVALID", {
		field: "after",
		reason: "it is not a cursor of this list",
	});
}

const version = /^[^\0]{0,64}$/su;

/** What of a cluster stands in a cursor, by column, and what it looks like there. */
const columns: Readonly<
	Record<
		ClusterColumn,
		{
			readonly valueOf: (cluster: Cluster) => string | number;
			readonly shape: RegExp;
		}
	>
> = {
	name: { valueOf: () => "", shape: /^$/ },
	trouble: {
		valueOf: ({ state }) => troubleOrder.indexOf(state),
		shape: /^[0-4]$/,
	},
	since: { valueOf: ({ since }) => since.getTime(), shape: /^-?\d{1,15}$/ },
	labels: {
		valueOf: ({ labels }) => labelKey(labels),
		shape: /^[^\0]{0,100}$/su,
	},
	kubernetes: {
		valueOf: ({ agent }) => agent?.kubernetes?.version ?? "",
		shape: version,
	},
	agent: { valueOf: ({ agent }) => agent?.agentVersion ?? "", shape: version },
	running: {
		valueOf: ({ agent }) => agent?.running ?? -1,
		shape: /^(-1|\d{1,9})$/,
	},
};

/** `label_key` of the database. */
function labelKey(labels: Cluster["labels"]): string {
	const words = Object.entries(labels)
		.toSorted(([a], [b]) => (a < b ? -1 : 1))
		.map(([name, value]) => `${name}=${value}`);
	return [...words.join(",")].slice(0, 100).join("");
}

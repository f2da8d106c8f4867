const columns = [
	"name",
	"trouble",
	"since",
	"labels",
	"kubernetes",
	"agent",
	"running",
] as const;
type ClusterColumn = (typeof columns)[number];

/** How clusters can be listed: by a column, or the other way round. */
export type ClusterOrder = ClusterColumn | `${ClusterColumn}-descending`;

export const clusterOrders: readonly ClusterOrder[] = columns.flatMap(
	(column): ClusterOrder[] => [column, `${column}-descending`],
);

import { Table, Text } from "@mantine/core";
import { ClusterState } from "../../parts/cluster-state.tsx";
import { plainOutput } from "../../parts/plain-output.ts";
import { RelativeTime } from "../../parts/relative-time.tsx";
import { type SortDirection, SortHeader } from "../../parts/sort-header.tsx";
import { ClusterHealth } from "./cluster-health.tsx";
import { ClusterLabels } from "./cluster-labels.tsx";
import { ClusterLink } from "./cluster-link.tsx";
import type { ClusterSort } from "./cluster-search.ts";
import type { ListedCluster } from "./documents.ts";
import type { RowWindow } from "./row-window.ts";

const columns = [
	"Name",
	"State",
	"Since",
	"Labels",
	"Kubernetes",
	"Agent",
	"Running",
] as const;

/** Clusters on a wide screen, one row each. */
export function ClusterTable(props: {
	readonly clusters: readonly ListedCluster[];
	readonly totalCount: number;
	readonly window: RowWindow;
	readonly sort: ClusterSort;
	readonly onSort: (sort: ClusterSort) => void;
}) {
	const { rows, above, below, measure } = props.window;
	return (
		<Table
			aria-label="Clusters"
			aria-rowcount={props.totalCount + 1}
			verticalSpacing="xs"
			highlightOnHover
		>
			<Table.Thead>
				<Table.Tr aria-rowindex={1}>
					{columns.map((name) => (
						<Head key={name} name={name} {...props} />
					))}
				</Table.Tr>
			</Table.Thead>
			<Table.Tbody>
				<Gap height={above} />
				{rows.map(({ index, key }) => {
					const cluster = props.clusters[index];
					return (
						cluster && (
							<Table.Tr
								key={key}
								ref={measure}
								data-index={index}
								aria-rowindex={index + 2}
							>
								<Cells cluster={cluster} />
							</Table.Tr>
						)
					);
				})}
				<Gap height={below} />
			</Table.Tbody>
		</Table>
	);
}

/** What each column is sorted by, the first by the first click. */
const sortsOf: Readonly<
	Record<(typeof columns)[number], readonly [ClusterSort, ClusterSort]>
> = {
	Name: ["name", "name-descending"],
	State: ["trouble", "trouble-descending"],
	Since: ["since-descending", "since"],
	Labels: ["labels", "labels-descending"],
	Kubernetes: ["kubernetes", "kubernetes-descending"],
	Agent: ["agent", "agent-descending"],
	Running: ["running-descending", "running"],
};

function Head(props: {
	readonly name: (typeof columns)[number];
	readonly sort: ClusterSort;
	readonly onSort: (sort: ClusterSort) => void;
}) {
	const { name, sort, onSort } = props;
	const [first, other] = sortsOf[name];
	const direction =
		sort === first || sort === other ? directionOf(sort) : undefined;
	return (
		<Table.Th aria-sort={direction}>
			<SortHeader
				label={name}
				sorted={direction}
				onSort={() => onSort(sort === first ? other : first)}
			/>
		</Table.Th>
	);
}

function directionOf(sort: ClusterSort): SortDirection {
	return sort.endsWith("-descending") ? "descending" : "ascending";
}

/** Stands for the rows that are not drawn. */
function Gap({ height }: { readonly height: number }) {
	if (height <= 0) return null;
	return (
		<tr aria-hidden>
			<td colSpan={columns.length} style={{ height, padding: 0 }} />
		</tr>
	);
}

function Cells({ cluster }: { readonly cluster: ListedCluster }) {
	return (
		<>
			<Table.Td maw={280}>
				<ClusterLink name={cluster.name} />
				<ClusterHealth cluster={cluster} />
			</Table.Td>
			<Table.Td>
				<ClusterState state={cluster.state} />
			</Table.Td>
			<Table.Td>
				<Text size="sm" style={{ whiteSpace: "nowrap" }}>
					<RelativeTime at={cluster.since} />
				</Text>
			</Table.Td>
			<Table.Td maw={260}>
				<ClusterLabels labels={cluster.labels} most={3} />
			</Table.Td>
			<Table.Td>{plainOutput(cluster.kubernetesVersion ?? "–")}</Table.Td>
			<Table.Td>{plainOutput(cluster.agentVersion ?? "–")}</Table.Td>
			<Table.Td>{cluster.running ?? "–"}</Table.Td>
		</>
	);
}

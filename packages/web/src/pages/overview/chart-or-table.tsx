import { Box, Button, Group, Skeleton, Table } from "@mantine/core";
import { IconChartBar, IconTable } from "@tabler/icons-react";
import { type ReactNode, useState } from "react";
import { Loaded, lazyPart } from "../../parts/lazy-part.tsx";

/** Their library is large. */
const charts = lazyPart(() => import("./charts.tsx"));
type Charts = NonNullable<typeof charts.module>;

interface Row {
	readonly key: string;
	readonly cells: readonly ReactNode[];
}

/**
 * A chart, or the same figures as a table. Programs that read the page aloud are told the summary of the chart, and find the figures
 * in the table.
 */
export function ChartOrTable(props: {
	/** Names the table. */
	readonly title: string;
	/** What the chart shows, in a sentence. */
	readonly summary: string;
	readonly chart: (of: Charts) => ReactNode;
	/** Kept free for the chart while it loads, in pixels. */
	readonly height: number;
	readonly columns: readonly string[];
	readonly rows: readonly Row[];
}) {
	const [isTable, setTable] = useState(false);
	return (
		<>
			{isTable ? (
				<Figures {...props} />
			) : (
				<Loaded part={charts} wait={<Skeleton height={props.height} />}>
					{(loaded) => (
						<Box role="img" aria-label={props.summary}>
							{props.chart(loaded)}
						</Box>
					)}
				</Loaded>
			)}
			<Group justify="flex-end" mt="xs">
				<Button
					variant="subtle"
					size="compact-xs"
					leftSection={
						isTable ? (
							<IconChartBar size={14} aria-hidden />
						) : (
							<IconTable size={14} aria-hidden />
						)
					}
					aria-label={`${isTable ? "Show as chart" : "Show as table"}: ${props.title}`}
					onClick={() => setTable(!isTable)}
				>
					{isTable ? "Show as chart" : "Show as table"}
				</Button>
			</Group>
		</>
	);
}

function Figures(props: {
	readonly title: string;
	readonly columns: readonly string[];
	readonly rows: readonly Row[];
}) {
	return (
		<Table.ScrollContainer
			minWidth={240}
			mah={320}
			scrollAreaProps={{ viewportProps: { tabIndex: 0 } }}
		>
			<Table aria-label={props.title} verticalSpacing={4}>
				<Table.Thead>
					<Table.Tr>
						{props.columns.map((name) => (
							<Table.Th key={name}>{name}</Table.Th>
						))}
					</Table.Tr>
				</Table.Thead>
				<Table.Tbody>
					{props.rows.map(({ key, cells }) => (
						<Table.Tr key={key}>
							{cells.map((cell, at) => (
								<Table.Td
									key={props.columns[at]}
									style={{ overflowWrap: "anywhere" }}
								>
									{cell}
								</Table.Td>
							))}
						</Table.Tr>
					))}
				</Table.Tbody>
			</Table>
		</Table.ScrollContainer>
	);
}

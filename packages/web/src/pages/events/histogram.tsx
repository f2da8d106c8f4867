import { Button, Group, Skeleton, Table, Text } from "@mantine/core";
import { IconArrowBackUp, IconChartBar, IconTable } from "@tabler/icons-react";
import { useEffect, useState } from "react";
import { useApiQuery } from "../../data/use-api.ts";
import { ProblemNote } from "../../parts/problem-note.tsx";
import { noticeHistogramDocument } from "./documents.ts";
import {
	type EventsFilter,
	type EventsSearch,
	readEventsSearch,
	stretchCount,
	timeOf,
} from "./events-search.ts";
import { HistogramBars } from "./histogram-bars.tsx";
import { type Bar, barsOf, barWords, summaryOf } from "./stretches.ts";

/** How long what is heard waits until it is counted, so that a flood asks seldom. */
const recountMs = 3000;

/** How much happened when, by level; a stretch, or several, can be chosen to be looked at alone. */
export function Histogram(props: {
	readonly search: EventsSearch;
	readonly filter: EventsFilter;
	/** Grows with each notice that is heard. */
	readonly heard: number;
	readonly enabled: boolean;
	readonly onChange: (search: EventsSearch) => void;
}) {
	const { search, filter, heard, onChange } = props;
	const [isTable, setTable] = useState(false);
	const time = timeOf(search, useMinute());
	const asked = useApiQuery(
		noticeHistogramDocument,
		{
			filter: { ...filter },
			since: new Date(time.sinceMs).toISOString(),
			until: new Date(time.untilMs).toISOString(),
			stretches: stretchCount,
		},
		{ enabled: props.enabled },
	);
	const { refetch } = asked;
	useEffect(() => {
		if (heard === 0) return;
		const timer = setTimeout(() => void refetch(), recountMs);
		return () => clearTimeout(timer);
	}, [heard, refetch]);
	if (asked.error)
		return <ProblemNote error={asked.error} onRetry={() => void refetch()} />;
	const bars = asked.data && barsOf(asked.data.noticeHistogram, time.untilMs);
	const zoom = (fromMs: number, toMs: number) =>
		onChange(
			readEventsSearch({
				...search,
				range: undefined,
				since: new Date(fromMs).toISOString(),
				until: new Date(toMs).toISOString(),
			}),
		);
	return (
		<section aria-label="Events over time">
			{!bars ? (
				<Skeleton height={96} />
			) : isTable ? (
				<BarTable bars={bars} onZoom={zoom} />
			) : (
				<HistogramBars bars={bars} onZoom={zoom} />
			)}
			<Group justify="space-between" gap="xs" mt={4} mih={26}>
				<Text size="xs" c="dimmed">
					{bars ? summaryOf(bars) : "…"}
				</Text>
				<Group gap="xs">
					{!time.isOpen && (
						<Button
							variant="light"
							size="compact-xs"
							leftSection={<IconArrowBackUp size={14} aria-hidden />}
							onClick={() => {
								const { since: _, until: __, ...rest } = search;
								onChange(rest);
							}}
						>
							Back to the last 24 hours
						</Button>
					)}
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
						onClick={() => setTable(!isTable)}
					>
						{isTable ? "Show as chart" : "Show as table"}
					</Button>
				</Group>
			</Group>
		</section>
	);
}

/** The time, which is looked at again every half minute. */
function useMinute(): number {
	const [nowMs, setNow] = useState(Date.now);
	useEffect(() => {
		const timer = setInterval(() => setNow(Date.now()), 30_000);
		return () => clearInterval(timer);
	}, []);
	return nowMs;
}

function BarTable(props: {
	readonly bars: readonly Bar[];
	readonly onZoom: (fromMs: number, toMs: number) => void;
}) {
	const filled = props.bars.filter(({ total }) => total > 0).toReversed();
	return (
		<Table.ScrollContainer
			minWidth={320}
			mah={260}
			scrollAreaProps={{ viewportProps: { tabIndex: 0 } }}
		>
			<Table aria-label="Events over time" verticalSpacing={2}>
				<Table.Thead>
					<Table.Tr>
						{["From", "Error", "Warning", "Info", "Success"].map((name) => (
							<Table.Th key={name}>{name}</Table.Th>
						))}
						<Table.Th aria-label="Action" />
					</Table.Tr>
				</Table.Thead>
				<Table.Tbody>
					{filled.map((bar) => (
						<Table.Tr key={bar.fromMs}>
							<Table.Td>{new Date(bar.fromMs).toLocaleString()}</Table.Td>
							{bar.levels.map(({ level, count }) => (
								<Table.Td key={level}>{count}</Table.Td>
							))}
							<Table.Td>
								<Button
									size="compact-xs"
									variant="subtle"
									aria-label={`Show only ${barWords(bar)}`}
									onClick={() => props.onZoom(bar.fromMs, bar.toMs)}
								>
									Show only this
								</Button>
							</Table.Td>
						</Table.Tr>
					))}
				</Table.Tbody>
			</Table>
		</Table.ScrollContainer>
	);
}

import { SegmentedControl, Text } from "@mantine/core";
import { useState } from "react";
import { useApiQuery } from "../../../data/use-api.ts";
import { useOrganisation } from "../../../data/use-session.ts";
import { durationWords } from "../../../parts/duration-words.ts";
import { AnchorLink } from "../../../parts/links.tsx";
import { plainOutput } from "../../../parts/plain-output.ts";
import { ChartOrTable } from "../chart-or-table.tsx";
import { type Durations, slowestDocument } from "../documents.ts";
import { OverviewCard } from "../overview-card.tsx";
import { useFigureRange } from "../use-figure-range.ts";

/** Where runs took longest: in which clusters, and of which commands. */
export function Slowest() {
	const { since, until } = useFigureRange().range;
	const asked = useApiQuery(slowestDocument, { since, until });
	const [by, setBy] = useState<"clusters" | "commands">("clusters");
	return (
		<OverviewCard
			title="Slowest runs"
			asked={asked}
			aside={
				<SegmentedControl
					size="xs"
					aria-label="Slowest by"
					value={by}
					onChange={setBy}
					data={[
						{ value: "clusters", label: "Clusters" },
						{ value: "commands", label: "Commands" },
					]}
				/>
			}
		>
			{({ slowestRuns }) => <Measured by={by} runs={slowestRuns[by]} />}
		</OverviewCard>
	);
}

function Measured(props: {
	readonly by: "clusters" | "commands";
	readonly runs: readonly Durations[];
}) {
	const { by, runs } = props;
	const organisation = useOrganisation() ?? "";
	if (runs.length === 0)
		return (
			<Text size="sm" c="dimmed">
				No runs ended in this time.
			</Text>
		);
	const height = 24 + runs.length * 44;
	const isCluster = by === "clusters";
	return (
		<>
			<ChartOrTable
				title={isCluster ? "Slowest clusters" : "Slowest commands"}
				summary={`95 of 100 runs took at most: ${runs.map(({ name, p95Ms }) => `${plainOutput(name)} ${durationWords(p95Ms)}`).join(", ")}`}
				height={height}
				chart={({ NamedBars }) => (
					<NamedBars
						height={height}
						format={durationWords}
						data={runs.map(({ name, p50Ms, p95Ms }) => ({
							name: plainOutput(name),
							p50Ms,
							p95Ms,
						}))}
						series={[
							{ name: "p50Ms", label: "median", color: "sea.6" },
							{ name: "p95Ms", label: "95 of 100", color: "gray.6" },
						]}
					/>
				)}
				columns={[
					isCluster ? "Cluster" : "Command",
					"Runs",
					"Median",
					"95 of 100",
				]}
				rows={runs.map(({ name, runs: count, p50Ms, p95Ms }) => ({
					key: name,
					cells: [
						isCluster ? (
							<AnchorLink
								key="name"
								to="/o/$organisation/clusters/$cluster"
								params={{ organisation, cluster: name }}
								size="sm"
							>
								{plainOutput(name)}
							</AnchorLink>
						) : (
							plainOutput(name)
						),
						count,
						durationWords(p50Ms),
						durationWords(p95Ms),
					],
				}))}
			/>
			<Text size="xs" c="dimmed">
				The upper bar is the median; 95 of 100 runs took no longer than the
				lower one.
			</Text>
		</>
	);
}

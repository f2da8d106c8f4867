import { Stack, Text } from "@mantine/core";
import { useApiQuery } from "../../../data/use-api.ts";
import { RelativeTime } from "../../../parts/relative-time.tsx";
import { countedActivity, timeWords } from "../activity.ts";
import { ChartOrTable } from "../chart-or-table.tsx";
import { type Activity, activityDocument } from "../documents.ts";
import { OverviewCard } from "../overview-card.tsx";
import { useFigureRange } from "../use-figure-range.ts";

const kinds = [
	{ state: "FAILED", name: "Failed", color: "red.6" },
	// Refused or not understood: nothing was run, and the figures do not tell the two apart.
	{ state: "DENIED", name: "Not run", color: "yellow.6" },
	{ state: "LOST", name: "Lost", color: "gray.6" },
] as const;

/** Commands that failed, were not run or got lost, over time. */
export function Failures() {
	const { range, window } = useFigureRange();
	const asked = useApiQuery(activityDocument, { ...range });
	return (
		<OverviewCard title="Failures and refusals" asked={asked}>
			{({ commandFigures }) => (
				<OverTime figures={commandFigures} isDaily={window === "week"} />
			)}
		</OverviewCard>
	);
}

function OverTime(props: {
	readonly figures: Activity;
	readonly isDaily: boolean;
}) {
	const { figures, isDaily } = props;
	const { total, of, stretches } = countedActivity(figures);
	if (total === 0)
		return (
			<Text size="sm" c="dimmed">
				No commands were run in this time.
			</Text>
		);
	const words = kinds.map(
		({ state, name }) => `${of(state)} ${name.toLowerCase()}`,
	);
	return (
		<>
			<Text size="sm" mb="sm">
				Of {total} {total === 1 ? "command" : "commands"}: {words.join(", ")}.
			</Text>
			<ChartOrTable
				title="Commands over time"
				summary={`Over time: ${words.join(", ")} of ${total} commands`}
				height={300}
				chart={({ TimeBars }) => (
					<Stack gap={4}>
						{kinds.map(({ state, name, color }, at) => (
							<div key={state}>
								<Text size="xs" c="dimmed">
									{name}
								</Text>
								<TimeBars
									name={name}
									color={color}
									height={at === kinds.length - 1 ? 92 : 66}
									sync="overview-commands"
									withTimes={at === kinds.length - 1}
									data={stretches.map((stretch) => ({
										at: timeWords(stretch.from, isDaily),
										value: stretch.of(state),
									}))}
								/>
							</div>
						))}
					</Stack>
				)}
				columns={[
					isDaily ? "Day" : "Hour",
					"Commands",
					...kinds.map(({ name }) => name),
				]}
				rows={stretches
					.map((stretch) => ({
						key: stretch.from,
						cells: [
							timeWords(stretch.from, isDaily),
							stretch.total,
							...kinds.map(({ state }) => stretch.of(state)),
						],
					}))
					.reverse()}
			/>
			<Text size="xs" c="dimmed">
				<em>Not run</em> are commands that were refused or not understood.
			</Text>
			{figures.countedFrom && (
				<Text size="xs" c="dimmed">
					There were too many commands to count: these began since{" "}
					<RelativeTime at={figures.countedFrom} />.
				</Text>
			)}
		</>
	);
}

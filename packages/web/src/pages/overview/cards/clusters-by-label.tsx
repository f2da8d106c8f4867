import { NativeSelect, Text } from "@mantine/core";
import { useState } from "react";
import { useApiQuery } from "../../../data/use-api.ts";
import { useOrganisation } from "../../../data/use-session.ts";
import { AnchorLink } from "../../../parts/links.tsx";
import { plainOutput } from "../../../parts/plain-output.ts";
import { ChartOrTable } from "../chart-or-table.tsx";
import { type Fleet, fleetDocument } from "../documents.ts";
import { labelNames, labelValues } from "../label-values.ts";
import { OverviewCard } from "../overview-card.tsx";

/** How many clusters have each value of a label, and how many of them are not alive. */
export function ClustersByLabel() {
	const asked = useApiQuery(fleetDocument, {});
	const [chosen, choose] = useState<string>();
	const names = labelNames(asked.data?.fleetLabels ?? []);
	const name =
		chosen !== undefined && names.includes(chosen) ? chosen : names[0];
	return (
		<OverviewCard
			title="Clusters by label"
			asked={asked}
			aside={
				names.length <= 1 ? (
					name && (
						<Text size="sm" c="dimmed">
							{plainOutput(name)}
						</Text>
					)
				) : (
					<NativeSelect
						size="xs"
						aria-label="Label"
						data={names}
						value={name}
						onChange={(event) => choose(event.currentTarget.value)}
						maw={160}
					/>
				)
			}
		>
			{({ fleetLabels }) =>
				name === undefined ? (
					<Text size="sm" c="dimmed">
						No cluster has labels. Commands and rules select clusters by label.
					</Text>
				) : (
					<Values name={name} labels={fleetLabels} />
				)
			}
		</OverviewCard>
	);
}

function Values(props: {
	readonly name: string;
	readonly labels: Fleet["fleetLabels"];
}) {
	const { name } = props;
	const organisation = useOrganisation() ?? "";
	const { shown, left } = labelValues(props.labels, name);
	const height = 24 + shown.length * 44;
	return (
		<>
			<ChartOrTable
				title={`Clusters by ${plainOutput(name)}`}
				summary={`${plainOutput(name)}: ${shown.map(({ value, clusters }) => `${plainOutput(value)} ${clusters}`).join(", ")}`}
				height={height}
				chart={({ NamedBars }) => (
					<NamedBars
						height={height}
						format={String}
						data={shown.map(({ value, clusters, alive }) => ({
							name: plainOutput(value),
							clusters,
							other: clusters - alive,
						}))}
						series={[
							{ name: "clusters", label: "all", color: "sea.6" },
							{ name: "other", label: "not alive", color: "red.6" },
						]}
					/>
				)}
				columns={["Value", "Clusters", "Not alive"]}
				rows={shown.map(({ value, clusters, alive }) => ({
					key: value,
					cells: [
						<AnchorLink
							key="value"
							to="/o/$organisation/clusters"
							params={{ organisation }}
							search={{ labels: `${name}=${value}` }}
							size="sm"
						>
							{plainOutput(value)}
						</AnchorLink>,
						clusters,
						clusters - alive,
					],
				}))}
			/>
			<Text size="xs" c="dimmed">
				The upper bar is all clusters, the lower one those that are not alive.
				{left > 0 && ` ${left} more values are not shown.`}
			</Text>
		</>
	);
}

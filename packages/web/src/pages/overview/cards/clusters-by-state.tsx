import { Group, Progress, Stack, Text } from "@mantine/core";
import { useApiQuery } from "../../../data/use-api.ts";
import { useOrganisation } from "../../../data/use-session.ts";
import { ClusterState } from "../../../parts/cluster-state.tsx";
import { AnchorLink } from "../../../parts/links.tsx";
import { fleetDocument } from "../documents.ts";
import { OverviewCard } from "../overview-card.tsx";

/** How many clusters are in each state; each leads to them. */
export function ClustersByState() {
	const asked = useApiQuery(fleetDocument, {});
	const organisation = useOrganisation() ?? "";
	return (
		<OverviewCard title="Clusters by state" asked={asked}>
			{({ fleetSummary }) => {
				const all = fleetSummary.reduce((sum, { count }) => sum + count, 0);
				return (
					<Stack
						component="ul"
						gap="sm"
						p={0}
						m={0}
						style={{ listStyle: "none" }}
					>
						{fleetSummary.map(({ state, count }) => (
							<li key={state}>
								<Group justify="space-between" mb={4}>
									<ClusterState state={state} />
									<AnchorLink
										to="/o/$organisation/clusters"
										params={{ organisation }}
										search={{ state: state.toLowerCase() }}
										size="sm"
									>
										{count} {count === 1 ? "cluster" : "clusters"}
										<Text span inherit c="dimmed">
											{all > 0 ? ` · ${Math.round((count / all) * 100)} %` : ""}
										</Text>
									</AnchorLink>
								</Group>
								<Progress
									value={all > 0 ? (count / all) * 100 : 0}
									color={colours[state] ?? "gray"}
									aria-hidden
								/>
							</li>
						))}
					</Stack>
				);
			}}
		</OverviewCard>
	);
}

const colours: Readonly<Record<string, string>> = {
	ALIVE: "green",
	DEGRADED: "orange",
	JOINING: "blue",
	LOST: "red",
	AWAY: "yellow",
};

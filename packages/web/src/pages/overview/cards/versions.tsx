import { Group, Progress, Stack, Text, Title } from "@mantine/core";
import { useApiQuery } from "../../../data/use-api.ts";
import { plainOutput } from "../../../parts/plain-output.ts";
import { type Fleet, fleetDocument } from "../documents.ts";
import { OverviewCard } from "../overview-card.tsx";

/** So many versions of one thing are listed; the rest is summed up. */
const mostVersions = 6;

/** Which versions of Kubernetes and of the agent are in use, and in how many clusters. */
export function Versions() {
	const asked = useApiQuery(fleetDocument, {});
	return (
		<OverviewCard title="Versions in use" asked={asked}>
			{({ fleetVersions }) =>
				fleetVersions.length === 0 ? (
					<Text size="sm" c="dimmed">
						No agent has joined yet.
					</Text>
				) : (
					<Stack>
						<OfOne
							title="Kubernetes"
							of="KUBERNETES"
							versions={fleetVersions}
						/>
						<OfOne title="Agents" of="AGENT" versions={fleetVersions} />
					</Stack>
				)
			}
		</OverviewCard>
	);
}

function OfOne(props: {
	readonly title: string;
	readonly of: Fleet["fleetVersions"][number]["of"];
	readonly versions: Fleet["fleetVersions"];
}) {
	const versions = props.versions.filter(({ of }) => of === props.of);
	const all = versions.reduce((sum, { clusters }) => sum + clusters, 0);
	const left = versions.slice(mostVersions);
	return (
		<div>
			<Title order={3} size="sm" mb={6}>
				{props.title}:{" "}
				{versions.length === 1 ? "one version" : `${versions.length} versions`}
			</Title>
			<Stack component="ul" gap={6} p={0} m={0} style={{ listStyle: "none" }}>
				{versions.slice(0, mostVersions).map(({ version, clusters }) => (
					<li key={version ?? ""}>
						<Group justify="space-between" wrap="nowrap" gap="xs">
							<Text size="sm" style={{ overflowWrap: "anywhere" }}>
								{plainOutput(version ?? "not known")}
							</Text>
							<Text size="sm" c="dimmed" style={{ whiteSpace: "nowrap" }}>
								{clusters} {clusters === 1 ? "cluster" : "clusters"}
							</Text>
						</Group>
						<Progress value={(clusters / all) * 100} size="sm" aria-hidden />
					</li>
				))}
			</Stack>
			{left.length > 0 && (
				<Text size="xs" c="dimmed" mt={4}>
					and {left.length} more versions in{" "}
					{left.reduce((sum, { clusters }) => sum + clusters, 0)} clusters
				</Text>
			)}
		</div>
	);
}

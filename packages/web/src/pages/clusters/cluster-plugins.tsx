import { Badge, Group, Paper, Stack, Text, Title } from "@mantine/core";
import { useParams } from "@tanstack/react-router";
import { AnchorLink } from "../../parts/links.tsx";
import { plainOutput } from "../../parts/plain-output.ts";
import type { ClusterDetail } from "./documents.ts";

const colours: Readonly<Record<string, string>> = {
	ready: "green",
	running: "green",
	failed: "red",
	broken: "red",
};

/** The plugins of a cluster and how they are. */
export function ClusterPlugins(props: {
	readonly plugins: ClusterDetail["plugins"];
}) {
	const { organisation = "" } = useParams({ strict: false });
	return (
		<Paper withBorder p="md" component="section" aria-labelledby="plugins">
			<Title order={2} size="h4" mb="sm" id="plugins">
				Plugins
			</Title>
			{props.plugins.length === 0 && (
				<Text size="sm" c="dimmed">
					No plugins reported. Plugins come from the configuration.
				</Text>
			)}
			<Stack gap="sm" component="ul" p={0} m={0} style={{ listStyle: "none" }}>
				{props.plugins.map((plugin) => (
					<li key={`${plugin.kind} ${plugin.key}`}>
						<Group gap="xs">
							<Text fw={600} size="sm" style={{ overflowWrap: "anywhere" }}>
								{plainOutput(plugin.displayName ?? plugin.key)}
							</Text>
							{plugin.displayName && (
								<Text size="xs" c="dimmed">
									{plainOutput(plugin.key)}
								</Text>
							)}
							<Badge
								variant="light"
								tt="none"
								color={
									plugin.problem && plugin.state === "running"
										? "yellow"
										: plugin.problem
											? "red"
											: (colours[plugin.state] ?? "gray")
								}
							>
								{plainOutput(plugin.state)}
							</Badge>
							{plugin.memoryBytes !== null && (
								<Text size="xs" c="dimmed">
									{Math.ceil(plugin.memoryBytes / 1_048_576)} MiB
								</Text>
							)}
							{plugin.restarts > 0 && (
								<Text size="xs" c="dimmed">
									restarted {plugin.restarts} times
								</Text>
							)}
						</Group>
						{plugin.problem && (
							<Text
								size="xs"
								c="var(--mantine-color-error)"
								style={{ overflowWrap: "anywhere" }}
							>
								{plainOutput(plugin.problem)}
							</Text>
						)}
					</li>
				))}
			</Stack>
			<AnchorLink
				to="/o/$organisation/plugins"
				params={{ organisation }}
				size="sm"
			>
				Logs and restarts of plugins
			</AnchorLink>
		</Paper>
	);
}

import { Box, Paper, Text, Title } from "@mantine/core";
import type { ReactNode } from "react";
import { durationWords } from "../../parts/duration-words.ts";
import { plainOutput } from "../../parts/plain-output.ts";
import { RelativeTime } from "../../parts/relative-time.tsx";
import { ClusterLabels } from "./cluster-labels.tsx";
import type { ClusterDetail } from "./documents.ts";

/** What is known of a cluster and its agent. */
export function ClusterFacts(props: { readonly cluster: ClusterDetail }) {
	const { cluster } = props;
	const said = (text: string | number | null) =>
		text === null ? "unknown" : plainOutput(String(text));
	const at = (instant: string | null, none: string) =>
		instant ? <RelativeTime at={instant} /> : none;
	return (
		<Paper withBorder p="md" component="section" aria-labelledby="facts">
			<Title order={2} size="h4" mb="sm" id="facts">
				Cluster and agent
			</Title>
			<Box
				component="dl"
				m={0}
				style={{
					display: "grid",
					gridTemplateColumns: "fit-content(40%) minmax(0, 1fr)",
					gap: "8px 16px",
				}}
			>
				<Fact name="Labels">
					{cluster.labels.length > 0 ? (
						<ClusterLabels labels={cluster.labels} />
					) : (
						"none"
					)}
				</Fact>
				<Fact name="State since">{at(cluster.since, "–")}</Fact>
				<Fact name="Last heartbeat">{at(cluster.lastSeenAt, "none yet")}</Fact>
				<Fact name="Running commands">{said(cluster.running)}</Fact>
				<Fact name="Kubernetes">{said(cluster.kubernetesVersion)}</Fact>
				<Fact name="API server">{apiServerWords(cluster.kubernetes)}</Fact>
				{cluster.kubernetes?.credentialEndsAt && (
					<Fact name="Access to it ends">
						{at(cluster.kubernetes.credentialEndsAt, "–")}
					</Fact>
				)}
				<Fact name="Agent">{said(cluster.agentVersion)}</Fact>
				<Fact name="Agent joined">
					{at(cluster.agentEnrolledAt, "not yet")}
				</Fact>
				<Fact name="Credential expires">
					{at(cluster.credentialExpiresAt, "no credential")}
				</Fact>
				<Fact name="Configuration">
					{cluster.configurationVersion === null
						? "none yet"
						: `version ${cluster.configurationVersion}`}
				</Fact>
			</Box>
		</Paper>
	);
}

/** `serves the agent, last answer in 12 ms`; its problem stands above the facts. */
function apiServerWords(kubernetes: ClusterDetail["kubernetes"]): string {
	if (!kubernetes) return "not known yet";
	if (!kubernetes.reachable) return "does not serve the agent";
	const { latencyMs } = kubernetes;
	return latencyMs === null
		? "serves the agent"
		: `serves the agent, last answer in ${durationWords(latencyMs)}`;
}

function Fact(props: { readonly name: string; readonly children: ReactNode }) {
	return (
		<>
			<Text component="dt" size="sm" c="dimmed">
				{props.name}
			</Text>
			<Text
				component="dd"
				size="sm"
				m={0}
				style={{ overflowWrap: "anywhere", minWidth: 0 }}
			>
				{props.children}
			</Text>
		</>
	);
}

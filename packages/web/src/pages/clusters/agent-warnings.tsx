import { Alert, Code, List, Stack, Text } from "@mantine/core";
import {
	IconClockExclamation,
	IconCopy,
	IconLockOpen,
} from "@tabler/icons-react";
import { plainOutput } from "../../parts/plain-output.ts";
import { RelativeTime } from "../../parts/relative-time.tsx";
import { clockWords } from "./clock-words.ts";
import type { ClusterDetail } from "./documents.ts";

type Warned = Pick<
	ClusterDetail,
	| "agentConnections"
	| "agentInstances"
	| "busInsecure"
	| "clockAheadSeconds"
	| "duplicateSince"
	| "name"
>;

/** What is wrong with a cluster's agent though it answers, and what to do; nothing when all is well. */
export function AgentWarnings(props: { readonly cluster: Warned }) {
	const { cluster } = props;
	const clock = clockWords(cluster.clockAheadSeconds);
	if (!cluster.duplicateSince && !clock && !cluster.busInsecure) return null;
	return (
		<Stack gap="sm" mb="md">
			<Duplicate cluster={cluster} />
			{clock && (
				<Alert
					color="yellow"
					role="status"
					icon={<IconClockExclamation />}
					title={`The agent's clock is ${clock}`}
				>
					Credentials and times go by it. Set the clock of the agent's machine,
					for example with NTP.
				</Alert>
			)}
			{cluster.busInsecure && (
				<Alert
					color="yellow"
					role="status"
					icon={<IconLockOpen />}
					title="The agent trusts any server for the bus"
				>
					It was started with <Code>--bus-insecure</Code>: whoever takes the
					bus&apos;s address can read its commands and answers. Give the bus
					TLS, and start the agent with a <Code>tls://</Code> or{" "}
					<Code>wss://</Code> address and without that flag.
				</Alert>
			)}
		</Stack>
	);
}

/** Two processes with one credential: who they are, and how to lock out the one that should not be there. */
function Duplicate({ cluster }: { readonly cluster: Warned }) {
	const { agentConnections, agentInstances, duplicateSince, name } = cluster;
	if (!duplicateSince) return null;
	return (
		<Alert
			color="red"
			role="alert"
			icon={<IconCopy />}
			title="Two processes use this agent's credential"
		>
			<Text size="sm">
				This began <RelativeTime at={duplicateSince} /> and lasts longer than a
				restart takes:
			</Text>
			<List size="sm" my="xs" style={{ overflowWrap: "anywhere" }}>
				{agentInstances.map(({ id, host, startedAt }) => (
					<List.Item key={id}>
						process {plainOutput(id)} on {plainOutput(host)}, started{" "}
						<RelativeTime at={startedAt} />
					</List.Item>
				))}
				{agentConnections.map(({ address, connectedAt }) => (
					<List.Item key={`${address} ${connectedAt}`}>
						connection from {plainOutput(address)}, made{" "}
						<RelativeTime at={connectedAt} />
					</List.Item>
				))}
			</List>
			<Text size="sm">
				If you started {plainOutput(name)}&apos;s agent twice, stop one. If you
				did not, the credential was copied: revoke it below, then create a new
				join token and join again.
			</Text>
		</Alert>
	);
}

import { Alert, Button, Code, Group, Loader, Stack, Text } from "@mantine/core";
import { IconCheck } from "@tabler/icons-react";
import { useApiQuery } from "../../data/use-api.ts";
import { CopyButton } from "../../parts/copy-button.tsx";
import { RelativeTime } from "../../parts/relative-time.tsx";
import { ClusterLink } from "./cluster-link.tsx";
import { clusterDocument, type JoinToken } from "./documents.ts";

/** The command that starts the agent, with the token it joins with, and whether the agent has come. */
export function JoinSteps(props: {
	readonly join: JoinToken;
	readonly onClose: () => void;
}) {
	const { token, expiresAt, cluster } = props.join;
	const command = `printf %s '${token}' | ./qd agent --join-file - --state-dir /var/lib/quarterdeck`;
	return (
		<Stack>
			<Text size="sm">
				Run this in the cluster, or on a machine that reaches it with a
				kubeconfig. The agent only makes outbound connections.
			</Text>
			<Group gap="xs" wrap="nowrap" align="flex-start">
				<Code
					block
					style={{ flex: 1, whiteSpace: "pre-wrap", overflowWrap: "anywhere" }}
				>
					{command}
				</Code>
				<CopyButton text={command} what="the command" />
			</Group>
			<Text size="sm" c="dimmed">
				The token works once, expires <RelativeTime at={expiresAt} /> and is not
				shown again.
			</Text>
			<Arrival name={cluster.name} />
			<Group justify="flex-end">
				<Button variant="default" onClick={props.onClose}>
					Close
				</Button>
			</Group>
		</Stack>
	);
}

/** The page's live connection tells of the agent; see `useLiveFleet`. */
function Arrival({ name }: { readonly name: string }) {
	const { data } = useApiQuery(clusterDocument, { name });
	const state = data?.cluster?.state;
	if (state === "ALIVE" || state === "DEGRADED")
		return (
			<Alert color="green" icon={<IconCheck />} role="status">
				<ClusterLink name={name} /> is connected.
			</Alert>
		);
	return (
		<Group gap="xs" role="status">
			<Loader size="xs" aria-hidden />
			<Text size="sm">Waiting for the agent of {name}…</Text>
		</Group>
	);
}

import { Button, Group, Paper, Stack, Text, Title } from "@mantine/core";
import {
	IconPlugConnected,
	IconPlugConnectedX,
	IconRefresh,
	IconTrash,
} from "@tabler/icons-react";
import { useNavigate, useParams } from "@tanstack/react-router";
import { useState } from "react";
import { useApiMutation } from "../../data/use-api.ts";
import { ConfirmButton } from "../../parts/confirm-button.tsx";
import { notifyDone } from "../../parts/notify.ts";
import { ProblemNote } from "../../parts/problem-note.tsx";
import {
	addClusterDocument,
	type ClusterDetail,
	type JoinToken,
	removeClusterDocument,
	revokeCredentialDocument,
	rotateCredentialDocument,
} from "./documents.ts";
import { JoinDialog } from "./join-dialog.tsx";

/** What changes who speaks for a cluster, down to its end. */
export function ClusterActions(props: { readonly cluster: ClusterDetail }) {
	const { name } = props.cluster;
	return (
		<Paper
			withBorder
			p="md"
			mt="md"
			component="section"
			aria-labelledby="actions"
		>
			<Title order={2} size="h4" mb="sm" id="actions">
				Manage cluster
			</Title>
			<Stack align="flex-start">
				{props.cluster.state !== "JOINING" && <NewAgent name={name} />}
				{props.cluster.credentialExpiresAt && <Credential name={name} />}
				<Remove name={name} />
			</Stack>
		</Paper>
	);
}

function NewAgent({ name }: { readonly name: string }) {
	const [join, setJoin] = useState<JoinToken>();
	const add = useApiMutation(addClusterDocument);
	return (
		<Stack gap="xs" align="flex-start">
			<Text size="sm">
				A new join token lets another agent take over {name}. The current agent
				is disconnected when the new one joins.
			</Text>
			<Group>
				<Button
					size="xs"
					variant="default"
					leftSection={<IconPlugConnected size={16} aria-hidden />}
					loading={add.isPending}
					onClick={() =>
						add.mutate(
							{ name, again: true },
							{ onSuccess: ({ addCluster }) => setJoin(addCluster) },
						)
					}
				>
					Create join token
				</Button>
			</Group>
			{add.error && <ProblemNote error={add.error} />}
			<JoinDialog
				title={`New agent for ${name}`}
				join={join}
				onClose={() => setJoin(undefined)}
			/>
		</Stack>
	);
}

/** What lets the agent onto the bus: a new one at once, or none any more. */
function Credential({ name }: { readonly name: string }) {
	const rotate = useApiMutation(rotateCredentialDocument);
	const revoke = useApiMutation(revokeCredentialDocument);
	return (
		<Stack gap="xs" align="flex-start">
			<Text size="sm">
				The agent renews its credential automatically. Rotate it if it may have
				leaked; revoke it to disconnect the agent.
			</Text>
			<Group>
				<ConfirmButton
					short="Rotate credential"
					label={`Rotate credential of ${name}`}
					icon={<IconRefresh size={16} aria-hidden />}
					onConfirm={async () => {
						await rotate.mutateAsync({ cluster: name });
						notifyDone(`Credential of ${name} rotated`);
					}}
				>
					The agent receives a new credential immediately, and the old one stops
					working.
				</ConfirmButton>
				<ConfirmButton
					short="Revoke credential"
					label={`Revoke credential of ${name}`}
					typed={name}
					icon={<IconPlugConnectedX size={16} aria-hidden />}
					onConfirm={async () => {
						await revoke.mutateAsync({ cluster: name });
						notifyDone(`Credential of ${name} revoked`);
					}}
				>
					The agent is disconnected immediately and cannot reconnect. To connect
					an agent again, create a join token.
				</ConfirmButton>
			</Group>
		</Stack>
	);
}

function Remove({ name }: { readonly name: string }) {
	const { organisation = "" } = useParams({ strict: false });
	const navigate = useNavigate();
	const remove = useApiMutation(removeClusterDocument);
	return (
		<Stack gap="xs" align="flex-start">
			<Text size="sm">
				Removing the cluster disconnects its agent. Audit records remain.
			</Text>
			<ConfirmButton
				short="Remove"
				label={`Remove ${name}`}
				typed={name}
				icon={<IconTrash size={16} aria-hidden />}
				onConfirm={async () => {
					await remove.mutateAsync({ name });
					notifyDone(`${name} removed`);
					await navigate({
						to: "/o/$organisation/clusters",
						params: { organisation },
					});
				}}
			>
				Its agent is disconnected immediately and cannot reconnect. Commands
				running there are lost. Audit records remain.
			</ConfirmButton>
		</Stack>
	);
}

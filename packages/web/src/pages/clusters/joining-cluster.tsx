import { Button, Group, Paper, Stack, Text, Title } from "@mantine/core";
import { useState } from "react";
import { useApiMutation, useApiQuery } from "../../data/use-api.ts";
import { ConfirmButton } from "../../parts/confirm-button.tsx";
import { notifyDone } from "../../parts/notify.ts";
import { ProblemNote } from "../../parts/problem-note.tsx";
import { RelativeTime } from "../../parts/relative-time.tsx";
import {
	addClusterDocument,
	type ClusterDetail,
	endJoinTokenDocument,
	type JoinToken,
	joinTokenDocument,
} from "./documents.ts";
import { JoinChecklist } from "./join-checklist.tsx";
import { JoinDialog } from "./join-dialog.tsx";
import { useJoinProgress } from "./use-join-progress.ts";

/** A cluster that no agent speaks for yet: what is missing, until when its token works, and the next step. */
export function JoiningCluster({
	cluster,
}: {
	readonly cluster: ClusterDetail;
}) {
	const { name } = cluster;
	const steps = useJoinProgress(name, null);
	const asked = useApiQuery(joinTokenDocument, { cluster: name });
	const [join, setJoin] = useState<JoinToken>();
	const add = useApiMutation(addClusterDocument);
	const end = useApiMutation(endJoinTokenDocument);
	const token = asked.data?.joinToken;
	return (
		<Paper
			withBorder
			p="md"
			mb="md"
			component="section"
			aria-labelledby="joining"
		>
			<Title order={2} size="h4" mb="sm" id="joining">
				Waiting for an agent
			</Title>
			<Stack>
				<JoinChecklist steps={steps} />
				{asked.data && (
					<Text size="sm">
						<TokenWords expiresAt={token?.expiresAt} />
					</Text>
				)}
				{(add.error ?? asked.error) && (
					<ProblemNote error={add.error ?? asked.error} />
				)}
				<Group>
					<Button
						size="xs"
						loading={add.isPending}
						onClick={() =>
							add.mutate(
								{ name, again: true },
								{ onSuccess: ({ addCluster }) => setJoin(addCluster) },
							)
						}
					>
						Create a new join token
					</Button>
					{token && (
						<ConfirmButton
							label={`End the join token of ${name}`}
							short="End the join token"
							onConfirm={async () => {
								await end.mutateAsync({ cluster: name });
								notifyDone("The join token was ended");
							}}
						>
							No agent can join with it any more. The cluster stays.
						</ConfirmButton>
					)}
				</Group>
			</Stack>
			<JoinDialog
				title={`Agent for ${name}`}
				join={join}
				onClose={() => setJoin(undefined)}
			/>
		</Paper>
	);
}

function TokenWords(props: { readonly expiresAt: string | undefined }) {
	const { expiresAt } = props;
	if (expiresAt === undefined)
		return "There is no join token. Create one, and start the agent with it.";
	const isOver = Date.parse(expiresAt) <= Date.now();
	return (
		<>
			{isOver ? "The join token expired " : "The join token expires "}
			<RelativeTime at={expiresAt} />.{" "}
			{isOver
				? "Create a new one, and start the agent with it."
				: "Start the agent with it. If it is lost, a new one replaces it."}
		</>
	);
}

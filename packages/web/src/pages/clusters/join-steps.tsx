import { Button, Code, Group, Stack, Text } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { useState } from "react";
import { useApiMutation } from "../../data/use-api.ts";
import { CopyButton } from "../../parts/copy-button.tsx";
import { notifyDone } from "../../parts/notify.ts";
import { ProblemNote } from "../../parts/problem-note.tsx";
import { RelativeTime } from "../../parts/relative-time.tsx";
import {
	endJoinTokenDocument,
	type JoinToken,
	removeClusterDocument,
} from "./documents.ts";
import { JoinChecklist } from "./join-checklist.tsx";
import { useJoinProgress } from "./use-join-progress.ts";

/** The file that the token is handed over in, here as in the guide: in an argument others could read it. */
const tokenFile = "token";
const startCommand = `./qd agent --join-file ${tokenFile} --state-dir /var/lib/quarterdeck`;

/** How the token gets to the agent, and a checklist of what has happened since. */
export function JoinSteps(props: {
	readonly join: JoinToken;
	/** The cluster was added just now: cancelling removes it again. */
	readonly isNew: boolean;
	readonly onClose: () => void;
}) {
	const { join, isNew, onClose } = props;
	const { name } = join.cluster;
	const [replaces] = useState(join.cluster.agentEnrolledAt);
	const steps = useJoinProgress(name, replaces);
	const isConnected = steps[1]?.done === true;
	return (
		<Stack>
			{!isConnected && <HandOver join={join} />}
			<JoinChecklist steps={steps} />
			<Group justify="flex-end">
				{!isConnected && (
					<CancelJoining name={name} isNew={isNew} onDone={onClose} />
				)}
				<Button variant="default" onClick={onClose}>
					{isConnected ? "Done" : "Continue later"}
				</Button>
			</Group>
		</Stack>
	);
}

function HandOver({ join }: { readonly join: JoinToken }) {
	return (
		<Stack gap="xs">
			<Text size="sm">
				1. Save the token as a file named <Code>{tokenFile}</Code> in the
				cluster, or on a machine that reaches it with a kubeconfig.
			</Text>
			<Group gap="xs">
				<Button
					size="xs"
					variant="default"
					leftSection={<IconDownload size={16} aria-hidden />}
					onClick={() => saveToken(join.token)}
				>
					Download the token
				</Button>
				<CopyButton text={join.token} what="the token" />
				<Text size="xs" c="dimmed">
					It works once, expires <RelativeTime at={join.expiresAt} /> and is not
					shown again.
				</Text>
			</Group>
			<Text size="sm">2. Start the agent there. It only dials out.</Text>
			<Group gap="xs" wrap="nowrap" align="flex-start">
				<Code
					block
					style={{
						flex: 1,
						minWidth: 0,
						whiteSpace: "pre-wrap",
						overflowWrap: "anywhere",
					}}
				>
					{startCommand}
				</Code>
				<CopyButton text={startCommand} what="the command" />
			</Group>
		</Stack>
	);
}

/** Ends the token; a cluster that was added for it and that nobody joined goes with it. */
function CancelJoining(props: {
	readonly name: string;
	readonly isNew: boolean;
	readonly onDone: () => void;
}) {
	const { name, isNew, onDone } = props;
	const end = useApiMutation(endJoinTokenDocument);
	const remove = useApiMutation(removeClusterDocument);
	const error = end.error ?? remove.error;
	return (
		<>
			{error && <ProblemNote error={error} />}
			<Button
				variant="subtle"
				color="gray"
				c="var(--mantine-color-text)"
				loading={end.isPending || remove.isPending}
				onClick={() => {
					const onSuccess = () => {
						notifyDone(
							isNew ? `${name} was not added` : "The join token was ended",
						);
						onDone();
					};
					if (isNew) remove.mutate({ name }, { onSuccess });
					else end.mutate({ cluster: name }, { onSuccess });
				}}
			>
				Cancel
			</Button>
		</>
	);
}

function saveToken(token: string): void {
	const url = URL.createObjectURL(new Blob([token], { type: "text/plain" }));
	const link = document.createElement("a");
	link.href = url;
	link.download = tokenFile;
	link.click();
	URL.revokeObjectURL(url);
}

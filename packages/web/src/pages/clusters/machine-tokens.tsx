import { Button, Group, Modal, Paper, Stack, Text, Title } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconPlus } from "@tabler/icons-react";
import { useApiMutation, useApiPages } from "../../data/use-api.ts";
import { ConfirmButton } from "../../parts/confirm-button.tsx";
import { Loading } from "../../parts/loading.tsx";
import { notifyDone } from "../../parts/notify.ts";
import { plainOutput } from "../../parts/plain-output.ts";
import { ProblemNote } from "../../parts/problem-note.tsx";
import { RelativeTime } from "../../parts/relative-time.tsx";
import { useSortBar } from "../../parts/sort-bar.tsx";
import { tokenColumns } from "../../parts/token-columns.ts";
import { CreateMachineToken } from "./create-machine-token.tsx";
import {
	endMachineTokenDocument,
	type MachineToken,
	machineTokensDocument,
} from "./documents.ts";

/** Tokens by which programs read this one cluster, and nothing else. */
export function MachineTokens({ cluster }: { readonly cluster: string }) {
	const [opened, { open, close }] = useDisclosure(false);
	const asked = useApiPages(
		machineTokensDocument,
		{ cluster },
		(answer) => answer.machineTokens,
	);
	const all = asked.data?.pages.flatMap((page) =>
		page.machineTokens.edges.map(({ node }) => node),
	);
	const { items: tokens, bar } = useSortBar(all, tokenColumns, {
		name: "machine tokens",
		isWhole: !asked.hasNextPage,
	});
	return (
		<Paper withBorder p="md" component="section" aria-labelledby="tokens">
			<Group justify="space-between" mb="sm">
				<Title order={2} size="h4" id="tokens">
					Machine tokens
				</Title>
				<Button
					size="xs"
					variant="default"
					leftSection={<IconPlus size={16} aria-hidden />}
					onClick={open}
				>
					Create a token
				</Button>
			</Group>
			<Stack gap="xs">
				<Text size="sm" c="dimmed">
					For programs that only read the state of this cluster.
				</Text>
				{asked.error && (
					<ProblemNote
						error={asked.error}
						onRetry={() => void asked.refetch()}
					/>
				)}
				{asked.isPending && <Loading what="the tokens" rows={2} />}
				{tokens?.length === 0 && <Text size="sm">No machine tokens.</Text>}
				{bar}
				{tokens && tokens.length > 0 && (
					<Stack component="ul" gap="xs" m={0} p={0}>
						{tokens.map((token) => (
							<Token key={token.id} token={token} />
						))}
					</Stack>
				)}
				{asked.hasNextPage && (
					<Button
						size="xs"
						variant="default"
						onClick={() => void asked.fetchNextPage()}
						loading={asked.isFetchingNextPage}
					>
						Show more tokens
					</Button>
				)}
			</Stack>
			<Modal
				opened={opened}
				onClose={close}
				title="Create a machine token"
				centered
				// A stray click beside it must not lose the token.
				closeOnClickOutside={false}
			>
				<CreateMachineToken cluster={cluster} onClose={close} />
			</Modal>
		</Paper>
	);
}

function Token({ token }: { readonly token: MachineToken }) {
	const end = useApiMutation(endMachineTokenDocument);
	const label = plainOutput(token.label);
	return (
		<Group
			component="li"
			justify="space-between"
			wrap="nowrap"
			style={{ listStyle: "none" }}
		>
			<Stack gap={0} style={{ minWidth: 0 }}>
				<Text size="sm" fw={600} style={{ overflowWrap: "anywhere" }}>
					{label}
				</Text>
				<Text size="xs" c="dimmed">
					created <RelativeTime at={token.createdAt} />,{" "}
					{token.lastUsedAt ? (
						<>
							used <RelativeTime at={token.lastUsedAt} />
						</>
					) : (
						"never used"
					)}
					{", "}
					{token.expiresAt ? (
						<>
							expires <RelativeTime at={token.expiresAt} />
						</>
					) : (
						"never expires"
					)}
				</Text>
			</Stack>
			<ConfirmButton
				short="Revoke"
				label={`Revoke token ${label}`}
				onConfirm={async () => {
					await end.mutateAsync({ id: token.id });
					notifyDone(`Token ${label} revoked`);
				}}
			>
				Anything that uses this token loses access immediately. You cannot undo
				this.
			</ConfirmButton>
		</Group>
	);
}

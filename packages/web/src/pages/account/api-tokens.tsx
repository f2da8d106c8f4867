import { Badge, Button, Group, Modal, Stack, Text } from "@mantine/core";
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
import { CreateToken } from "./create-token.tsx";
import {
	type ApiToken,
	apiTokensDocument,
	endApiTokenDocument,
} from "./documents.ts";
import { Line, Section } from "./section.tsx";
import { scopeWords } from "./token-scopes.ts";

/** Tokens that speak for one from programs and terminals. */
export function ApiTokens() {
	const [opened, { open, close }] = useDisclosure(false);
	const asked = useApiPages(
		apiTokensDocument,
		{},
		(answer) => answer.apiTokens,
	);
	const all = asked.data?.pages.flatMap((page) =>
		page.apiTokens.edges.map(({ node }) => node),
	);
	const { items: tokens, bar } = useSortBar(all, tokenColumns, {
		name: "API tokens",
		isWhole: !asked.hasNextPage,
	});
	return (
		<Section
			title="API tokens"
			note="Programs and terminals use them to act as you in this organisation. The command line creates one when you run qd login."
			action={
				<Button
					leftSection={<IconPlus size={16} aria-hidden />}
					variant="default"
					onClick={open}
				>
					Create a token
				</Button>
			}
		>
			{asked.error && (
				<ProblemNote error={asked.error} onRetry={() => void asked.refetch()} />
			)}
			{asked.isPending && <Loading what="the tokens" rows={2} />}
			{tokens?.length === 0 && (
				<Text size="sm" c="dimmed">
					You have no API tokens.
				</Text>
			)}
			{bar}
			{tokens && tokens.length > 0 && (
				<Stack component="ul" gap={0} m={0} p={0}>
					{tokens.map((token) => (
						<Token key={token.id} token={token} />
					))}
				</Stack>
			)}
			{asked.hasNextPage && (
				<Button
					variant="default"
					onClick={() => void asked.fetchNextPage()}
					loading={asked.isFetchingNextPage}
				>
					Show more tokens
				</Button>
			)}
			<Modal
				opened={opened}
				onClose={close}
				title="Create a token"
				centered
				// A stray click beside it must not lose the token.
				closeOnClickOutside={false}
			>
				<CreateToken onClose={close} />
			</Modal>
		</Section>
	);
}

function Token({ token }: { readonly token: ApiToken }) {
	const end = useApiMutation(endApiTokenDocument);
	const act = async () => {
		await end.mutateAsync({ id: token.id });
		notifyDone(`Token ${token.label} revoked.`);
	};
	return (
		<Line
			action={
				<ConfirmButton
					short="Revoke"
					label={`Revoke token ${plainOutput(token.label)}`}
					onConfirm={act}
				>
					Anything that uses this token loses access immediately. You cannot
					undo this.
				</ConfirmButton>
			}
		>
			<Group gap={6}>
				<Text size="sm" fw={600} style={{ overflowWrap: "anywhere" }}>
					{plainOutput(token.label)}
				</Text>
				{token.scopes.map((scope) => (
					<Badge key={scope} size="sm" variant="default" tt="none" fw={500}>
						{scopeWords[scope].label.toLowerCase()}
					</Badge>
				))}
				{token.isThisOne && (
					<Badge size="sm" variant="light" tt="none">
						this token
					</Badge>
				)}
			</Group>
			<Text size="sm" c="dimmed">
				{token.lastUsedAt ? (
					<>
						used <RelativeTime at={token.lastUsedAt} />
					</>
				) : (
					"never used"
				)}
				, created <RelativeTime at={token.createdAt} />,{" "}
				{token.expiresAt ? (
					<>
						expires <RelativeTime at={token.expiresAt} />
					</>
				) : (
					"never expires"
				)}
			</Text>
		</Line>
	);
}

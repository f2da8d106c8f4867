import { Button, Group, Stack, Text, Title } from "@mantine/core";
import { useApiMutation, useApiPages } from "../../data/use-api.ts";
import { useSession } from "../../data/use-session.ts";
import { ConfirmButton } from "../../parts/confirm-button.tsx";
import { Loading } from "../../parts/loading.tsx";
import { notifyDone } from "../../parts/notify.ts";
import { plainOutput } from "../../parts/plain-output.ts";
import { ProblemNote } from "../../parts/problem-note.tsx";
import { RelativeTime } from "../../parts/relative-time.tsx";
import { useSortBar } from "../../parts/sort-bar.tsx";
import { instantOf, type SortColumn } from "../../parts/sort-items.ts";
import {
	approveInvitationDocument,
	invitationsDocument,
	type OpenInvitation,
	withdrawInvitationDocument,
} from "./documents.ts";
import { GroupNames } from "./group-names.tsx";

const columns: readonly SortColumn<OpenInvitation>[] = [
	{ label: "Email", valueOf: ({ email }) => email },
	{ label: "Groups", valueOf: ({ groups }) => groups.join(", ") },
	{
		label: "Expires",
		valueOf: ({ expiresAt }) => instantOf(expiresAt, "never comes"),
	},
	{ label: "Invited by", valueOf: ({ invitedBy }) => invitedBy },
];

/** Who was invited and has not come yet. */
export function OpenInvitations() {
	const invitations = useApiPages(
		invitationsDocument,
		{},
		(answer) => answer.invitations,
	);
	const all = invitations.data?.pages.flatMap((page) =>
		page.invitations.edges.map(({ node }) => node),
	);
	const { items: open, bar } = useSortBar(all, columns, {
		name: "invitations",
		isWhole: !invitations.hasNextPage,
	});
	return (
		<Stack component="section" gap="xs" aria-labelledby="open-invitations">
			<Title order={2} size="h4" id="open-invitations">
				Open invitations
			</Title>
			{invitations.error && (
				<ProblemNote
					error={invitations.error}
					onRetry={() => void invitations.refetch()}
				/>
			)}
			{invitations.isPending && <Loading what="the invitations" rows={2} />}
			{open?.length === 0 && (
				<Text size="sm" c="dimmed">
					No open invitations. Whoever you invite is listed here until they
					join.
				</Text>
			)}
			{bar}
			{open && open.length > 0 && (
				<Stack component="ul" gap={0} m={0} p={0}>
					{open.map((invitation) => (
						<Invitation key={invitation.id} invitation={invitation} />
					))}
				</Stack>
			)}
			{invitations.hasNextPage && (
				<Button
					variant="default"
					onClick={() => void invitations.fetchNextPage()}
					loading={invitations.isFetchingNextPage}
				>
					Show more invitations
				</Button>
			)}
		</Stack>
	);
}

function Invitation(props: { readonly invitation: OpenInvitation }) {
	const { id, email, displayName, groups, waits } = props.invitation;
	const { approvedBy, expiresAt, invitedBy } = props.invitation;
	const withdraw = useApiMutation(withdrawInvitationDocument);
	const isOwn = useSession().data?.account?.email === invitedBy;
	const act = async () => {
		await withdraw.mutateAsync({ id });
		notifyDone(`Invitation for ${email} withdrawn.`);
	};
	return (
		<Group
			component="li"
			justify="space-between"
			gap="xs"
			py={6}
			style={{
				borderTop: "1px solid var(--mantine-color-default-border)",
				listStyle: "none",
			}}
		>
			<Stack gap={2} flex="1 1 240px" miw={0}>
				<Group gap={6}>
					<Text size="sm" fw={600} style={{ overflowWrap: "anywhere" }}>
						{email}
					</Text>
					<GroupNames groups={groups} />
				</Group>
				<Text size="sm" c="dimmed" style={{ overflowWrap: "anywhere" }}>
					{displayName &&
						displayName !== email &&
						`${plainOutput(displayName)}, `}
					expires <RelativeTime at={expiresAt} />, invited by{" "}
					{isOwn ? "you" : invitedBy}
					{approvedBy && `, approved by ${approvedBy}`}
				</Text>
				{waits && (
					<Text size="sm">Waits until another member approves it.</Text>
				)}
			</Stack>
			<Group gap="xs" wrap="nowrap">
				{waits && !isOwn && (
					<Approve id={id} email={email} invitedBy={invitedBy} />
				)}
				<ConfirmButton
					short="Withdraw"
					label={`Withdraw invitation for ${email}`}
					onConfirm={act}
				>
					The link for {email} stops working immediately. You can invite them
					again.
				</ConfirmButton>
			</Group>
		</Group>
	);
}

function Approve(props: {
	readonly id: string;
	readonly email: string;
	readonly invitedBy: string;
}) {
	const { id, email, invitedBy } = props;
	const approve = useApiMutation(approveInvitationDocument);
	const act = async () => {
		await approve.mutateAsync({ id });
		notifyDone(`Invitation for ${email} approved.`);
	};
	return (
		<ConfirmButton
			short="Approve"
			label={`Approve invitation for ${email}`}
			onConfirm={act}
			isGranting
		>
			{email} becomes a member when they accept. They can then change the
			configuration, invite people and approve changes of others. If you do not
			know them, ask {invitedBy} who they are first.
		</ConfirmButton>
	);
}

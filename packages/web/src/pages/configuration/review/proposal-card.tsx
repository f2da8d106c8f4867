import { Badge, Button, Group, Paper, Stack, Text } from "@mantine/core";
import { plainOutput } from "../../../parts/plain-output.ts";
import { RelativeTime } from "../../../parts/relative-time.tsx";
import { isWaiting, type Proposal, stateWords, whyClosed } from "./proposal.ts";
import { WidensList } from "./widens-list.tsx";

/** One change: who wants what and why, how long it waits, and what became of it. */
export function ProposalCard(props: {
	readonly proposal: Proposal;
	readonly onOpen: () => void;
}) {
	const { proposal } = props;
	const { number, note, widens } = proposal;
	const waits = isWaiting(proposal);
	const why = whyClosed(proposal);
	return (
		<Paper
			withBorder
			p="md"
			component="article"
			aria-label={`Change ${number}, ${stateWords(proposal.state)}`}
		>
			<Stack gap="xs">
				<Group justify="space-between" align="flex-start">
					<Group gap="xs">
						<Text fw={600}>Change {number}</Text>
						<StateBadge state={proposal.state} />
					</Group>
					<Button
						size="xs"
						variant={waits && !proposal.isOwn ? "filled" : "default"}
						onClick={props.onOpen}
						aria-label={`${waits ? "Review" : "View"} change ${number}`}
					>
						{waits ? "Review…" : "View…"}
					</Button>
				</Group>
				<Text size="sm" style={{ overflowWrap: "anywhere" }}>
					{note ? plainOutput(note) : "No note"}
				</Text>
				<Times proposal={proposal} />
				{waits && (
					<>
						<Text size="sm">It widens rights:</Text>
						<WidensList widens={widens} />
					</>
				)}
				{why && <Text size="sm">{why}</Text>}
			</Stack>
		</Paper>
	);
}

function Times({ proposal }: { readonly proposal: Proposal }) {
	const { author, createdAt, decidedAt, decidedBy, expiresAt } = proposal;
	return (
		<Text size="xs" c="dimmed" style={{ overflowWrap: "anywhere" }}>
			Proposed by {proposal.isOwn ? "you" : plainOutput(author)}{" "}
			<RelativeTime at={createdAt} />
			{isWaiting(proposal) && (
				<>
					{" · expires "}
					<RelativeTime at={expiresAt} />
				</>
			)}
			{decidedBy && decidedAt && (
				<>
					{` · ${stateWords(proposal.state)} by ${plainOutput(decidedBy)} `}
					<RelativeTime at={decidedAt} />
				</>
			)}
		</Text>
	);
}

const colors: Readonly<Record<string, string>> = {
	pending: "yellow",
	approved: "green",
	rejected: "red",
};

function StateBadge({ state }: { readonly state: string }) {
	return (
		<Badge color={colors[state] ?? "gray"} variant="light" tt="none">
			{stateWords(state)}
		</Badge>
	);
}

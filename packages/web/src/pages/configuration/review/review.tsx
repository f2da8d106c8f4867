import { Button, Code, Stack, Title } from "@mantine/core";
import { IconUserCheck } from "@tabler/icons-react";
import { useState } from "react";
import { EmptyState } from "../../../parts/empty-state.tsx";
import { Loading } from "../../../parts/loading.tsx";
import { ProblemNote } from "../../../parts/problem-note.tsx";
import { useRefreshOnChange } from "../../../parts/use-refresh-on-change.ts";
import { isWaiting, type Proposal } from "./proposal.ts";
import { ProposalCard } from "./proposal-card.tsx";
import { ProposalDialog } from "./proposal-dialog.tsx";
import type { Proposals } from "./use-proposals.ts";

const areas = ["configuration"];

/** Changes that widen rights: those that wait for a second member, and what became of the others. */
export function Review({ proposals }: { readonly proposals: Proposals }) {
	useRefreshOnChange(areas);
	const [opened, setOpened] = useState<number>();
	const { all, error, again } = proposals;
	if (!all)
		return error ? (
			<ProblemNote error={error} onRetry={again} />
		) : (
			<Loading what="the changes" />
		);
	const waiting = all.filter(isWaiting);
	const closed = all.filter((one) => !isWaiting(one));
	const shown = all.find(({ number }) => number === opened);
	return (
		<Stack>
			{error !== undefined && <ProblemNote error={error} onRetry={again} />}
			{waiting.length === 0 && <NothingWaits />}
			<Cards proposals={waiting} onOpen={setOpened} />
			{closed.length > 0 && (
				<>
					<Title order={2} size="h4">
						No longer waiting
					</Title>
					<Cards proposals={closed} onOpen={setOpened} />
				</>
			)}
			{proposals.hasMore && (
				<Button
					variant="default"
					loading={proposals.isLoadingMore}
					onClick={proposals.loadMore}
				>
					Show older changes
				</Button>
			)}
			<ProposalDialog proposal={shown} onClose={() => setOpened(undefined)} />
		</Stack>
	);
}

function Cards(props: {
	readonly proposals: readonly Proposal[];
	readonly onOpen: (number: number) => void;
}) {
	return props.proposals.map((proposal) => (
		<ProposalCard
			key={proposal.number}
			proposal={proposal}
			onOpen={() => props.onOpen(proposal.number)}
		/>
	));
}

function NothingWaits() {
	return (
		<EmptyState icon={IconUserCheck} title="No changes are waiting">
			With <Code>review: configuration</Code> under <Code>settings</Code>, a
			change that widens rights waits here until a second member approves it.
		</EmptyState>
	);
}

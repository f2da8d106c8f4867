import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { useApiMutation, useApiQuery } from "../../../data/use-api.ts";
import { Loading } from "../../../parts/loading.tsx";
import { notifyDone } from "../../../parts/notify.ts";
import { plainOutput } from "../../../parts/plain-output.ts";
import { ProblemNote } from "../../../parts/problem-note.tsx";
import { Difference } from "../difference.tsx";
import {
	approveConfigurationDocument,
	proposalTextDocument,
	rejectConfigurationDocument,
} from "../documents.ts";
import { useVersion } from "../use-version.ts";
import { isWaiting, type Proposal, stateWords, whyClosed } from "./proposal.ts";
import { WidensList } from "./widens-list.tsx";

/** What a change would do, line by line, and the decision about it. */
export function ProposalDialog(props: {
	readonly proposal: Proposal | undefined;
	readonly onClose: () => void;
}) {
	const { proposal, onClose } = props;
	return (
		<Modal
			opened={proposal !== undefined}
			onClose={onClose}
			title={proposal ? `Change ${proposal.number}` : ""}
			size={1100}
			closeButtonProps={{ "aria-label": "Close" }}
		>
			{proposal && (
				<Content key={proposal.number} proposal={proposal} onClose={onClose} />
			)}
		</Modal>
	);
}

function Content(props: {
	readonly proposal: Proposal;
	readonly onClose: () => void;
}) {
	const { proposal } = props;
	const { author, note, widens } = proposal;
	const why = whyClosed(proposal);
	return (
		<Stack>
			<Text size="sm" style={{ overflowWrap: "anywhere" }}>
				Proposed by {proposal.isOwn ? "you" : plainOutput(author)}
				{note && `: ${plainOutput(note)}`}
			</Text>
			<Stack gap={4}>
				<Text size="sm" fw={600}>
					{isWaiting(proposal) ? "What it widens" : "What it was to widen"}
				</Text>
				<WidensList widens={widens} />
			</Stack>
			<Changes proposal={proposal} />
			{isWaiting(proposal) ? (
				<Decision {...props} />
			) : (
				<Text size="sm" role="status">
					{why ??
						`This change was ${stateWords(proposal.state)}${proposal.decidedBy ? ` by ${plainOutput(proposal.decidedBy)}` : ""}.`}
				</Text>
			)}
		</Stack>
	);
}

function Changes({ proposal }: { readonly proposal: Proposal }) {
	const { number, base } = proposal;
	const before = useVersion(base);
	const after = useApiQuery(proposalTextDocument, {
		above: String(number + 1),
	});
	const error = before.error ?? after.error;
	const again = () => {
		before.again();
		void after.refetch();
	};
	if (error) return <ProblemNote error={error} onRetry={again} />;
	const [edge] = after.data?.configurationProposals.edges ?? [];
	if (!before.version || edge?.node.number !== number)
		return <Loading what="the changes" rows={4} />;
	return (
		<Difference
			before={before.version.yaml}
			after={edge.node.yaml}
			beforeLabel={`Version ${base}`}
			afterLabel={`Change ${number}`}
		/>
	);
}

function Decision(props: {
	readonly proposal: Proposal;
	readonly onClose: () => void;
}) {
	const { number, isOwn } = props.proposal;
	const approve = useApiMutation(approveConfigurationDocument);
	const reject = useApiMutation(rejectConfigurationDocument);
	const [error, setError] = useState<unknown>();
	const busy = approve.isPending || reject.isPending;
	const decide = async (mutation: typeof approve | typeof reject) => {
		setError(undefined);
		try {
			const { decided } = await mutation.mutateAsync({ number });
			notifyDone(`Change ${number} is ${stateWords(decided.state)}.`);
			props.onClose();
		} catch (failure) {
			setError(failure);
		}
	};
	return (
		<>
			{error !== undefined && <ProblemNote error={error} />}
			<Text size="sm">
				{isOwn
					? "Another member decides. You can withdraw it."
					: "If you approve it, it takes effect in every cluster at once."}
			</Text>
			<Group justify="flex-end">
				<Button
					variant="default"
					loading={reject.isPending}
					disabled={busy}
					onClick={() => void decide(reject)}
				>
					{isOwn ? "Withdraw" : "Reject"}
				</Button>
				{!isOwn && (
					<Button
						loading={approve.isPending}
						disabled={busy}
						onClick={() => void decide(approve)}
					>
						Approve
					</Button>
				)}
			</Group>
		</>
	);
}

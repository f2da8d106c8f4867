import { Badge, Paper, Stack, Text, Title } from "@mantine/core";
import { IconBellOff } from "@tabler/icons-react";
import { useEffect } from "react";
import { useApiMutation, useApiPages } from "../../data/use-api.ts";
import { ConfirmButton } from "../../parts/confirm-button.tsx";
import { EmptyState } from "../../parts/empty-state.tsx";
import { Loading } from "../../parts/loading.tsx";
import { notifyDone } from "../../parts/notify.ts";
import { plainOutput } from "../../parts/plain-output.ts";
import { ProblemNote } from "../../parts/problem-note.tsx";
import { RelativeTime } from "../../parts/relative-time.tsx";
import {
	endSilenceDocument,
	type Silence,
	silencesDocument,
} from "./documents.ts";
import classes from "./events.module.css";
import { matcherWords } from "./matcher-words.ts";

/** At most 200 act at once; ended ones beyond that are of little interest. */
const mostPages = 5;

/** Silences that act, and those that have ended lately. */
export function Silences() {
	const asked = useApiPages(silencesDocument, {}, ({ silences }) => silences);
	const { hasNextPage, isFetching, isError, fetchNextPage, data } = asked;
	const looksOn =
		hasNextPage &&
		!isFetching &&
		!isError &&
		(data?.pages.length ?? 0) < mostPages;
	useEffect(() => {
		if (looksOn) void fetchNextPage();
	}, [looksOn, fetchNextPage]);
	if (!data)
		return asked.error ? (
			<ProblemNote error={asked.error} onRetry={() => void asked.refetch()} />
		) : (
			<Loading what="the silences" />
		);
	const all = data.pages.flatMap(({ silences }) =>
		silences.edges.map(({ node }) => node),
	);
	const active = all.filter((one) => one.active);
	const ended = all.filter((one) => !one.active);
	return (
		<Stack gap="md">
			{active.length === 0 ? (
				<EmptyState icon={IconBellOff} title="Nothing is silenced">
					A silence keeps notices out of channels for a time. Make one here, or
					with <b>Silence…</b> at a notice.
				</EmptyState>
			) : (
				<List silences={active} />
			)}
			{ended.length > 0 && (
				<>
					<Title order={2} size="h5">
						Ended in the last 30 days
					</Title>
					<List silences={ended} />
				</>
			)}
		</Stack>
	);
}

function List({ silences }: { readonly silences: readonly Silence[] }) {
	return (
		<ul className={classes.silences}>
			{silences.map((silence) => (
				<li key={silence.id}>
					<One silence={silence} />
				</li>
			))}
		</ul>
	);
}

function One({ silence }: { readonly silence: Silence }) {
	const end = useApiMutation(endSilenceDocument);
	const words = matcherWords(silence.matcher);
	return (
		<Paper withBorder p="sm" className={classes.silence}>
			<div className={classes.silenceText}>
				<Text size="sm" fw={600}>
					{words}
				</Text>
				<Text size="sm">{plainOutput(silence.reason)}</Text>
				<Text component="div" size="xs" c="dimmed">
					by {plainOutput(silence.createdBy)},{" "}
					<RelativeTime at={silence.createdAt} />
					{silence.memberChannels.length > 0 &&
						`, also in ${plainOutput(silence.memberChannels.join(", "))}`}
				</Text>
			</div>
			{silence.active ? (
				<>
					<Badge variant="light" tt="none" flex="none">
						ends <RelativeTime at={silence.endsAt} />
					</Badge>
					<ConfirmButton
						label={`End now: ${words}`}
						short="End now"
						onConfirm={async () => {
							await end.mutateAsync({ id: silence.id });
							notifyDone("The silence has ended.");
						}}
					>
						Channels are told again of what it matches: {words}.
					</ConfirmButton>
				</>
			) : (
				<Text component="div" size="xs" c="dimmed">
					{silence.endedBy
						? `ended by ${plainOutput(silence.endedBy)}`
						: "ended"}{" "}
					<RelativeTime at={silence.endsAt} />
				</Text>
			)}
		</Paper>
	);
}

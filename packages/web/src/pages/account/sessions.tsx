import { Badge, Button, Group, Stack, Text } from "@mantine/core";
import { leave } from "../../data/leave.ts";
import { useAskPages, useTell } from "../../data/use-api.ts";
import { ConfirmButton } from "../../parts/confirm-button.tsx";
import { plainOutput } from "../../parts/plain-output.ts";
import { ProblemNote } from "../../parts/problem-note.tsx";
import { RelativeTime } from "../../parts/relative-time.tsx";
import { sayDone } from "../../parts/say-done.ts";
import { Waiting } from "../../parts/waiting.tsx";
import { browserName } from "./browser-name.ts";
import {
	type BrowserSession,
	endOtherSessionsDocument,
	endSessionDocument,
	sessionsDocument,
} from "./documents.ts";
import { Line, Section } from "./section.tsx";

/** The browsers one is signed in with. */
export function Sessions() {
	const asked = useAskPages(sessionsDocument, {}, (answer) => answer.sessions);
	const sessions = asked.data?.pages.flatMap((page) =>
		page.sessions.edges.map(({ node }) => node),
	);
	return (
		<Section
			title="Sessions"
			note="Browsers you are signed in with, over all your organisations. They end by themselves when they are not used for 12 hours, and 7 days after signing in."
			action={sessions && sessions.length > 1 && <EndOthers />}
		>
			{asked.error && (
				<ProblemNote error={asked.error} onRetry={() => void asked.refetch()} />
			)}
			{asked.isPending && <Waiting what="the sessions" rows={2} />}
			{sessions?.length === 0 && (
				<Text size="sm" c="dimmed">
					You are signed in with no browser.
				</Text>
			)}
			{sessions && sessions.length > 0 && (
				<Stack component="ul" gap={0} m={0} p={0}>
					{sessions.map((session) => (
						<OneSession key={session.id} session={session} />
					))}
				</Stack>
			)}
			{asked.hasNextPage && (
				<Button
					variant="default"
					onClick={() => void asked.fetchNextPage()}
					loading={asked.isFetchingNextPage}
				>
					Show more sessions
				</Button>
			)}
		</Section>
	);
}

function EndOthers() {
	const end = useTell(endOtherSessionsDocument);
	const act = async () => {
		const { endOtherSessions } = await end.mutateAsync({});
		sayDone(
			endOtherSessions === 1
				? "One other session was ended."
				: `${endOtherSessions} other sessions were ended.`,
		);
	};
	return (
		<ConfirmButton label="End all other sessions" onConfirm={act}>
			Every other browser is signed out at once. This one and your tokens stay.
		</ConfirmButton>
	);
}

function OneSession({ session }: { readonly session: BrowserSession }) {
	const { id, isThisOne, userAgent, address } = session;
	const end = useTell(endSessionDocument);
	const browser = browserName(userAgent);
	const act = async () => {
		if (isThisOne) return await leave();
		await end.mutateAsync({ id });
		sayDone(`The session in ${browser} was ended.`);
	};
	return (
		<Line
			action={
				<ConfirmButton
					short={isThisOne ? "Sign out" : "End"}
					label={isThisOne ? "Sign out here" : `End the session in ${browser}`}
					onConfirm={act}
				>
					{isThisOne ? "This browser" : browser} is signed out at once. Commands
					that run go on.
				</ConfirmButton>
			}
		>
			<Group gap={6}>
				<Text
					size="sm"
					fw={600}
					style={{ overflowWrap: "anywhere" }}
					title={plainOutput(userAgent ?? "")}
				>
					{browser}
				</Text>
				{isThisOne && (
					<Badge size="sm" variant="light" tt="none">
						this browser
					</Badge>
				)}
			</Group>
			<Text size="sm" c="dimmed" style={{ overflowWrap: "anywhere" }}>
				seen <RelativeTime at={session.lastSeenAt} />
				{address && ` from ${address}`}, signed in by {session.method}{" "}
				<RelativeTime at={session.createdAt} />, ends{" "}
				<RelativeTime at={session.expiresAt} />
			</Text>
		</Line>
	);
}

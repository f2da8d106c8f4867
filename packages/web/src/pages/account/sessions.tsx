import { Badge, Button, Group, Stack, Text } from "@mantine/core";
import { signOutHere } from "../../data/sign-out-here.ts";
import { useApiMutation, useApiPages } from "../../data/use-api.ts";
import { ConfirmButton } from "../../parts/confirm-button.tsx";
import { Loading } from "../../parts/loading.tsx";
import { notifyDone } from "../../parts/notify.ts";
import { plainOutput } from "../../parts/plain-output.ts";
import { ProblemNote } from "../../parts/problem-note.tsx";
import { RelativeTime } from "../../parts/relative-time.tsx";
import { useSortBar } from "../../parts/sort-bar.tsx";
import { instantOf, type SortColumn } from "../../parts/sort-items.ts";
import { browserName } from "./browser-name.ts";
import {
	type BrowserSession,
	endOtherSessionsDocument,
	endSessionDocument,
	sessionsDocument,
} from "./documents.ts";
import { Line, Section } from "./section.tsx";

const methodWords: Readonly<Record<string, string>> = {
	link: "a one-time link",
	provider: "a provider",
	password: "a password",
};

const columns: readonly SortColumn<BrowserSession>[] = [
	{ label: "Browser", valueOf: ({ userAgent }) => browserName(userAgent) },
	{
		label: "Last used",
		valueOf: ({ lastSeenAt }) => instantOf(lastSeenAt, "never was"),
		first: "descending",
	},
	{ label: "Address", valueOf: ({ address }) => address ?? "" },
	{
		label: "Signed in",
		valueOf: ({ createdAt }) => instantOf(createdAt, "never was"),
		first: "descending",
	},
	{
		label: "Expires",
		valueOf: ({ expiresAt }) => instantOf(expiresAt, "never comes"),
	},
];

/** The browsers one is signed in with. */
export function Sessions() {
	const asked = useApiPages(sessionsDocument, {}, (answer) => answer.sessions);
	const all = asked.data?.pages.flatMap((page) =>
		page.sessions.edges.map(({ node }) => node),
	);
	const { items: sessions, bar } = useSortBar(all, columns, {
		name: "sessions",
		isWhole: !asked.hasNextPage,
	});
	return (
		<Section
			title="Sessions"
			note="Browsers where you are signed in, across all your organisations. A session ends after 12 hours without use, or 7 days after you signed in."
			action={sessions && sessions.length > 1 && <EndOthers />}
		>
			{asked.error && (
				<ProblemNote error={asked.error} onRetry={() => void asked.refetch()} />
			)}
			{asked.isPending && <Loading what="the sessions" rows={2} />}
			{sessions?.length === 0 && (
				<Text size="sm" c="dimmed">
					You have no sessions.
				</Text>
			)}
			{bar}
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
	const end = useApiMutation(endOtherSessionsDocument);
	const act = async () => {
		const { endOtherSessions } = await end.mutateAsync({});
		notifyDone(
			endOtherSessions === 1
				? "1 other session ended."
				: `${endOtherSessions} other sessions ended.`,
		);
	};
	return (
		<ConfirmButton label="End all other sessions" onConfirm={act}>
			This signs out every other browser immediately. This browser and your
			tokens keep working.
		</ConfirmButton>
	);
}

function OneSession({ session }: { readonly session: BrowserSession }) {
	const { id, isThisOne, userAgent, address } = session;
	const end = useApiMutation(endSessionDocument);
	const browser = browserName(userAgent);
	const act = async () => {
		if (isThisOne) return await signOutHere();
		await end.mutateAsync({ id });
		notifyDone(`Session in ${browser} ended.`);
	};
	return (
		<Line
			action={
				<ConfirmButton
					short={isThisOne ? "Sign out" : "End"}
					label={isThisOne ? "Sign out here" : `End session in ${browser}`}
					onConfirm={act}
				>
					{isThisOne ? "This browser" : browser} is signed out immediately.
					Running commands continue.
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
				last used <RelativeTime at={session.lastSeenAt} />
				{address && ` from ${address}`}, signed in with{" "}
				{methodWords[session.method] ?? session.method}{" "}
				<RelativeTime at={session.createdAt} />, expires{" "}
				<RelativeTime at={session.expiresAt} />
			</Text>
		</Line>
	);
}

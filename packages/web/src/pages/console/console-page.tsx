import { Anchor, Container, Text, VisuallyHidden } from "@mantine/core";
import { useDocumentTitle } from "@mantine/hooks";
import { IconMessage2, IconMessageOff } from "@tabler/icons-react";
import { Link, Navigate, useLocation, useParams } from "@tanstack/react-router";
import { useApiQuery } from "../../data/use-api.ts";
import { useOrganisation, useSession } from "../../data/use-session.ts";
import { EmptyState } from "../../parts/empty-state.tsx";
import { Loading } from "../../parts/loading.tsx";
import { plainOutput } from "../../parts/plain-output.ts";
import { ProblemNote } from "../../parts/problem-note.tsx";
import { ChannelList } from "./channel-list.tsx";
import { ChannelView } from "./channel-view.tsx";
import classes from "./console.module.css";
import { type Channel, channelsDocument } from "./documents.ts";

/** The chat platform of the house: channels, what was said in them, and where one says something. */
export function ConsolePage() {
	useDocumentTitle("Console · Quarterdeck");
	const answer = useApiQuery(channelsDocument, {});
	if (answer.isPending)
		return (
			<Plain>
				<Loading what="the channels" />
			</Plain>
		);
	if (!answer.data)
		return (
			<Plain>
				<ProblemNote
					error={answer.error}
					onRetry={() => void answer.refetch()}
				/>
			</Plain>
		);
	const channels = answer.data.channels.filter(
		({ platform }) => platform === "CONSOLE",
	);
	return channels.length === 0 ? (
		<NoChannels />
	) : (
		<Channels channels={channels} />
	);
}

function Channels({ channels }: { readonly channels: readonly Channel[] }) {
	const { channel: wanted } = useParams({ strict: false });
	const organisation = useOrganisation() ?? "";
	const { data: session } = useSession();
	const email = session?.account?.email ?? "";
	const [first] = channels;
	const goingTo = useLocation({ select: ({ pathname }) => pathname });
	if (wanted === undefined && first)
		// Whoever opened another page while the channels loaded is not taken back here.
		return /\/console\/?$/.test(goingTo) ? (
			<Navigate
				to="/o/$organisation/console/$channel"
				params={{ organisation, channel: first.name }}
				replace
			/>
		) : null;
	const current = channels.find(({ name }) => name === wanted);
	return (
		<div className={classes.console}>
			<VisuallyHidden>
				<h1>Console</h1>
			</VisuallyHidden>
			<ChannelList channels={channels} current={wanted ?? ""} />
			{current ? (
				<ChannelView
					// Another channel is another conversation: nothing of the one before is left.
					key={current.name}
					channel={current}
					email={email}
				/>
			) : (
				<EmptyState
					icon={IconMessageOff}
					title={`#${plainOutput(wanted ?? "")} not found`}
				>
					You have no channel of this name. Choose one from the list.
				</EmptyState>
			)}
		</div>
	);
}

function NoChannels() {
	const organisation = useOrganisation() ?? "";
	return (
		<Plain>
			<EmptyState icon={IconMessage2} title="No channels yet">
				<Text mb="xs">
					A channel defines which commands people can run in it, and as whom.
					Add console channels to the configuration under <b>communications</b>.
				</Text>
				<Anchor
					renderRoot={(rest) => (
						<Link
							to="/o/$organisation/configuration"
							params={{ organisation }}
							{...rest}
						/>
					)}
				>
					Open configuration
				</Anchor>
			</EmptyState>
		</Plain>
	);
}

function Plain({ children }: { readonly children: React.ReactNode }) {
	return (
		<Container size="sm" py="md">
			<VisuallyHidden>
				<h1>Console</h1>
			</VisuallyHidden>
			{children}
		</Container>
	);
}

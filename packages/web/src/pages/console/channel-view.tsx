import { Group, Modal, Title } from "@mantine/core";
import { useDocumentTitle } from "@mantine/hooks";
import { useSearch } from "@tanstack/react-router";
import { useLayoutEffect, useRef } from "react";
import { ConnectionNote } from "../../parts/connection-note.tsx";
import { Loaded, lazyPart } from "../../parts/lazy-part.tsx";
import { plainOutput } from "../../parts/plain-output.ts";
import { ProblemNote } from "../../parts/problem-note.tsx";
import { CommandInput } from "./command-input.tsx";
import classes from "./console.module.css";
import { ConsoleScopeContext } from "./console-context.ts";
import type { Channel } from "./documents.ts";
import { EndNote } from "./end-note.tsx";
import { MessageList } from "./message-list.tsx";
import { ThingsToTry } from "./things-to-try.tsx";
import { ThreadPanel } from "./thread-panel.tsx";
import { useChannelPosts } from "./use-channel-posts.ts";
import { useConsoleScope } from "./use-console-scope.ts";
import {
	type ConversationView,
	useConversation,
	whyClosed,
} from "./use-conversation.ts";

/** It is opened seldom, and is not small. */
const viewer = lazyPart(() => import("./viewer/output-viewer.tsx"));

/** One channel: its conversation, a thread beside it where one is open, and its inputs. */
export function ChannelView(props: {
	readonly channel: Channel;
	readonly email: string;
}) {
	const { channel, email } = props;
	useDocumentTitle(`#${plainOutput(channel.name)} · Quarterdeck`);
	const view = useConversation(channel.name);
	const posts = useChannelPosts(channel.name);
	const { conversation } = view;
	const closed = whyClosed(view);
	const scope = useConsoleScope({
		conversation,
		channel: channel.name,
		email,
	});
	const {
		thread,
		output,
		lines = "",
	} = useSearch({ from: "/o/$organisation/console/$channel" });
	useReturnOfFocus("data-thread", thread);
	useReturnOfFocus("data-opens", output);
	return (
		<ConsoleScopeContext value={scope}>
			<div className={classes.conversation}>
				<Head channel={channel} view={view} isClosed={closed !== undefined} />
				{closed && (
					<div className={classes.closed}>
						<ProblemNote error={closed} />
					</div>
				)}
				<MessageList
					history={view.history}
					onOlder={view.readOlder}
					posts={posts}
					empty={!closed && <ThingsToTry channel={channel} />}
				/>
				<EndNote />
				{!closed && <CommandInput thread={undefined} label="Command" />}
			</div>
			{thread && (
				<ThreadPanel
					key={thread}
					root={thread}
					isClosed={closed !== undefined}
				/>
			)}
			{output && (
				<Loaded
					part={viewer}
					frame={(problem) => (
						<Modal
							opened
							onClose={() => scope.openOutput(undefined)}
							title="Output"
							closeButtonProps={{ "aria-label": "Close" }}
						>
							{problem}
						</Modal>
					)}
				>
					{({ OutputViewer }) => (
						<OutputViewer key={output} run={output} lines={lines} />
					)}
				</Loaded>
			)}
		</ConsoleScopeContext>
	);
}

function Head(props: {
	readonly channel: Channel;
	readonly view: ConversationView;
	readonly isClosed: boolean;
}) {
	return (
		<div
			className={classes.bar}
			data-live={props.view.connection.state === "live"}
		>
			<Title order={2} size="h4" className={classes.title}>
				#{plainOutput(props.channel.name)}
			</Title>
			<Group gap="xs">
				{!props.isClosed && (
					<ConnectionNote connection={props.view.connection} />
				)}
			</Group>
		</div>
	);
}

/** When something is closed the focus goes back to the button that opened it. */
function useReturnOfFocus(
	opens: "data-thread" | "data-opens",
	open: string | undefined,
): void {
	const before = useRef(open);
	// Before anything is painted: the next key may be pressed as soon as it is gone.
	useLayoutEffect(() => {
		const closed = before.current;
		before.current = open;
		if (!closed || open) return;
		document.querySelector<HTMLElement>(`[${opens}="${closed}"]`)?.focus();
	}, [opens, open]);
}

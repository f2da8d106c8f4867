import { CloseButton, Text, Title } from "@mantine/core";
import { focusable } from "../../parts/focusable.ts";
import { Loading } from "../../parts/loading.tsx";
import { ProblemNote } from "../../parts/problem-note.tsx";
import { CommandEntry } from "./command-entry.tsx";
import { CommandInput } from "./command-input.tsx";
import classes from "./console.module.css";
import { useConsole } from "./console-context.ts";
import { topics } from "./topic-signals.ts";
import { useThreadHistory } from "./use-conversation.ts";
import { useTopic } from "./use-topic.ts";

/** A command, what was answered under it, and an input for one more answer. */
export function ThreadPanel(props: {
	readonly root: string;
	readonly isClosed: boolean;
}) {
	const { root } = props;
	const { conversation, channel, openThread } = useConsole();
	const history = useThreadHistory(conversation, channel, root);
	useTopic(conversation, topics.replies(root));
	useTopic(conversation, topics.command(root));
	const replies = conversation.index.replies(root);
	const record = conversation.find(root)?.record;
	const isReply = record?.thread !== null && record?.thread !== undefined;
	const isMissing = history.state === "read" && (!record || isReply);
	return (
		<aside
			className={classes.thread}
			aria-label="Thread"
			onKeyDown={(event) => {
				if (event.key === "Escape" && !event.defaultPrevented)
					openThread(undefined);
			}}
		>
			<div className={classes.bar}>
				<Title order={2} size="h5">
					Thread
				</Title>
				<CloseButton
					aria-label="Close the thread"
					onClick={() => openThread(undefined)}
				/>
			</div>
			<section className={classes.scroller} aria-label="Replies" {...focusable}>
				<div className={classes.messages}>
					{history.state === "failed" && <ProblemNote error={history.error} />}
					{isMissing && (
						<Text size="sm" c="dimmed">
							Thread not found in #{channel}.
						</Text>
					)}
					{!record && history.state === "reading" && (
						<Loading what="the thread" rows={3} />
					)}
					{!isMissing && <CommandEntry id={root} inThread />}
					{replies.map((id) => (
						<CommandEntry key={id} id={id} inThread />
					))}
				</div>
			</section>
			{!isMissing && !props.isClosed && (
				<CommandInput key={root} thread={root} label="Reply" />
			)}
		</aside>
	);
}

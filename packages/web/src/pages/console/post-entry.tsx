import { Badge, Button, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconBellOff, IconCircleCheck } from "@tabler/icons-react";
import { memo, useMemo } from "react";
import { targetOf } from "../../parts/message/compose-command.ts";
import { MessageView } from "../../parts/message/message-view.tsx";
import { planMessage } from "../../parts/message/plan-message.ts";
import { NoticeLevelBadge } from "../../parts/notices/notice-level.tsx";
import { objectWords } from "../../parts/notices/object-words.ts";
import { SilenceDialog } from "../../parts/notices/silence-dialog.tsx";
import { plainOutput } from "../../parts/plain-output.ts";
import { RelativeTime } from "../../parts/relative-time.tsx";
import classes from "./console.module.css";
import { useConsole } from "./console-context.ts";
import type { NoticePost } from "./documents.ts";
import { PostDigest } from "./post-digest.tsx";
import { showCommand } from "./show-command.ts";

/** What the channel was told of notices: how much it matters, where and about what, how often, and what can be done. */
export const PostEntry = memo(function PostEntry(props: {
	readonly post: NoticePost;
	readonly isEdited: boolean;
}) {
	const { post } = props;
	const title = plainOutput(post.title);
	const { latest } = post;
	return (
		<article
			className={`${classes.entry} ${classes.post}`}
			aria-label={`${post.level.toLowerCase()}: ${title}`}
			data-post={post.id}
			data-level={post.level}
		>
			<div className={classes.entryHead}>
				<NoticeLevelBadge level={post.level} />
				<Text span size="sm" fw={600} className={classes.who}>
					{title}
				</Text>
				{post.count > 1 && (
					<Badge
						variant="outline"
						color="gray"
						tt="none"
						aria-label={`${post.count} times`}
					>
						×{post.count}
					</Badge>
				)}
				{post.resolvedAt && (
					<Badge
						variant="light"
						color="green"
						tt="none"
						leftSection={<IconCircleCheck size={12} aria-hidden />}
					>
						resolved
					</Badge>
				)}
				{latest && <SilenceButton subject={latest} />}
			</div>
			<PostFacts {...props} />
			{post.digest && <PostDigest post={post} digest={post.digest} />}
			{!post.digest && latest && <PostMessage latest={latest} />}
			{!post.digest && !latest && (
				<Text size="sm" c="dimmed">
					The message is not kept any more.
				</Text>
			)}
		</article>
	);
});

function PostFacts(props: {
	readonly post: NoticePost;
	readonly isEdited: boolean;
}) {
	const { post } = props;
	const { cluster, latest, count } = post;
	return (
		<Text component="div" size="xs" c="dimmed" className={classes.postFacts}>
			{cluster !== null && <span>{plainOutput(cluster)}</span>}
			{latest?.object && <span>{objectWords(latest.object)}</span>}
			{count > 1 ? (
				<>
					<span>
						first <RelativeTime at={post.firstAt} />
					</span>
					<span>
						last <RelativeTime at={post.lastAt} />
					</span>
				</>
			) : (
				<span>
					<RelativeTime at={post.firstAt} />
				</span>
			)}
			{post.form === "FAMILY" && <span>several objects</span>}
			{props.isEdited && <span>edited</span>}
		</Text>
	);
}

type Latest = NonNullable<NoticePost["latest"]>;

/** Its buttons run as the reader, where the notice came from. */
function PostMessage({ latest }: { readonly latest: Latest }) {
	const { sendCommand } = useConsole();
	const { message, cluster } = latest;
	const plan = useMemo(() => planMessage(message), [message]);
	if (plan.kind === "nothing") return null;
	return (
		<MessageView
			plan={{ ...plan, at: undefined }}
			message={message}
			isPrivate={false}
			voice={{
				say: (command, id) =>
					sendCommand({
						id,
						text: command,
						thread: undefined,
						clusters: targetOf(command, cluster),
					}),
				show: showCommand,
			}}
		/>
	);
}

function SilenceButton({ subject }: { readonly subject: Latest }) {
	const [opened, { open, close }] = useDisclosure(false);
	return (
		<div className={classes.actions}>
			<Button
				size="compact-xs"
				variant="subtle"
				color="gray"
				leftSection={<IconBellOff size={14} aria-hidden />}
				aria-label={`Silence ${plainOutput(subject.title)}…`}
				onClick={open}
			>
				Silence…
			</Button>
			<SilenceDialog subject={subject} opened={opened} onClose={close} />
		</div>
	);
}

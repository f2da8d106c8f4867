import { Anchor, Button, Text } from "@mantine/core";
import { IconArrowDown } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import {
	type ReactNode,
	useEffect,
	useEffectEvent,
	useMemo,
	useRef,
	useState,
} from "react";
import { failureOf } from "../../data/api-failure.ts";
import { focusable } from "../../parts/focusable.ts";
import { Loading } from "../../parts/loading.tsx";
import { ProblemNote } from "../../parts/problem-note.tsx";
import { inOrder, type ReadList } from "./channel-posts.ts";
import { CommandEntry } from "./command-entry.tsx";
import classes from "./console.module.css";
import { useConsole } from "./console-context.ts";
import { PostEntry } from "./post-entry.tsx";
import { bothHistories, hasOlder, readFurther } from "./read-further.ts";
import { topics } from "./topic-signals.ts";
import type { PostsView } from "./use-channel-posts.ts";
import type { History } from "./use-conversation.ts";
import { useNewestFirst } from "./use-newest-first.ts";
import { useTopic } from "./use-topic.ts";

/**
 * The commands of a channel and its posts, newest at the bottom. The box scrolls from its bottom (column-reverse), so older ones come in at
 * the top, and new ones at the bottom, without moving what is read.
 */
export function MessageList(props: {
	readonly history: History;
	readonly onOlder: () => void;
	readonly posts: PostsView;
	/** Stands in for a channel where nothing was said. */
	readonly empty: ReactNode;
}) {
	const { conversation } = useConsole();
	useTopic(conversation, topics.roots);
	const { roots } = conversation.index;
	const { posts } = props;
	const { said, commands, told } = useSaid(props.history, posts);
	const drawn = useNewestFirst(said);
	const scroller = useRef<HTMLDivElement>(null);
	const isAway = useIsAway(scroller);
	useReturnOnOwn(scroller, roots);
	const toEnd = () => scroller.current?.scrollTo({ top: 0 });
	return (
		<div className={classes.scrollFrame}>
			<section
				ref={scroller}
				className={classes.scroller}
				aria-label="Conversation"
				{...focusable}
			>
				<div className={classes.messages}>
					{drawn === said && (
						<Beginning
							empty={props.empty}
							history={bothHistories(props.history, posts.history)}
							hasAny={said.length > 0}
							isFull={posts.isFull}
							onOlder={() =>
								readFurther(
									{
										history: props.history,
										list: commands,
										read: props.onOlder,
									},
									{
										history: posts.history,
										list: told,
										read: posts.readOlder,
									},
								)
							}
						/>
					)}
					{drawn.map(({ key, post }) =>
						post ? (
							<PostEntry
								key={key}
								post={post}
								isEdited={posts.edited.has(post.id)}
							/>
						) : (
							<CommandEntry key={key} id={key} inThread={false} />
						),
					)}
				</div>
			</section>
			{isAway && (
				<Button
					className={classes.toEnd}
					size="xs"
					variant="filled"
					leftSection={<IconArrowDown size={14} aria-hidden />}
					onClick={toEnd}
				>
					Jump to latest
				</Button>
			)}
		</div>
	);
}

/** Commands and posts, and both in the order of time as far back as both were read. */
function useSaid(history: History, view: PostsView) {
	const { conversation } = useConsole();
	const { roots, isFull } = conversation.index;
	const { posts } = view;
	const commandsGoOn = hasOlder(history, roots.length === 0) || isFull;
	const postsGoOn = hasOlder(view.history, posts.length === 0) || view.isFull;
	return useMemo(() => {
		const commands: ReadList = {
			said: roots.map((key) => ({
				key,
				at: conversation.find(key)?.record?.startedAt ?? "",
			})),
			hasOlder: commandsGoOn,
		};
		const told: ReadList = {
			said: posts.map((post) => ({ key: post.id, at: post.createdAt, post })),
			hasOlder: postsGoOn,
		};
		return { commands, told, said: inOrder(commands, told) };
	}, [conversation, roots, posts, commandsGoOn, postsGoOn]);
}

function Beginning(props: {
	readonly history: History;
	readonly onOlder: () => void;
	readonly empty: ReactNode;
	readonly hasAny: boolean;
	/** Whether older posts were let go. */
	readonly isFull: boolean;
}) {
	const { history, hasAny } = props;
	const { conversation } = useConsole();
	if (conversation.index.isFull || props.isFull) return <FullNote />;
	if (history.state === "reading")
		return <Loading what="the conversation" rows={hasAny ? 1 : 5} />;
	// Why it is closed is said above.
	if (
		history.state === "failed" &&
		failureOf(history.error).kind === "forbidden"
	)
		return null;
	if (history.state === "failed")
		return <ProblemNote error={history.error} onRetry={props.onOlder} />;
	if (history.older !== undefined)
		return <OlderButton onOlder={props.onOlder} />;
	if (!hasAny) return props.empty;
	return (
		<Text size="xs" c="dimmed" ta="center" py="xs">
			This is the start of the channel.
		</Text>
	);
}

function FullNote() {
	const { organisation } = useConsole();
	return (
		<Text size="xs" c="dimmed" ta="center" py="xs">
			This page shows the latest 1000 commands and 500 posts. Older commands are
			in the{" "}
			<Anchor
				size="xs"
				renderRoot={(rest) => (
					<Link
						to="/o/$organisation/audit"
						params={{ organisation }}
						{...rest}
					/>
				)}
			>
				audit log
			</Anchor>
			.
		</Text>
	);
}

/** Reads on when it comes into view; a button for who uses keys. */
function OlderButton(props: { readonly onOlder: () => void }) {
	const button = useRef<HTMLButtonElement>(null);
	const onInView = useEffectEvent(props.onOlder);
	useEffect(() => {
		if (!button.current) return;
		const observer = new IntersectionObserver((sights) => {
			if (sights.some(({ isIntersecting }) => isIntersecting)) onInView();
		});
		observer.observe(button.current);
		return () => observer.disconnect();
	}, []);
	return (
		<Button
			ref={button}
			size="xs"
			variant="subtle"
			mx="auto"
			onClick={props.onOlder}
		>
			Show older commands
		</Button>
	);
}

/** Whether one has scrolled away from the newest. */
function useIsAway(scroller: React.RefObject<HTMLDivElement | null>): boolean {
	const [isAway, setAway] = useState(false);
	useEffect(() => {
		const box = scroller.current;
		if (!box) return;
		// From the bottom upwards scrollTop is negative.
		const look = () => setAway(box.scrollTop < -200);
		box.addEventListener("scroll", look, { passive: true });
		return () => box.removeEventListener("scroll", look);
	}, [scroller]);
	return isAway;
}

/** Who says something wants to see it; what others say, or a message says, moves nothing. */
function useReturnOnOwn(
	scroller: React.RefObject<HTMLElement | null>,
	roots: readonly string[],
): void {
	const { isSentHere } = useConsole();
	const last = roots.at(-1);
	const before = useRef(last);
	useEffect(() => {
		if (before.current === last) return;
		before.current = last;
		if (last && isSentHere(last)) scroller.current?.scrollTo({ top: 0 });
	}, [last, isSentHere, scroller]);
}

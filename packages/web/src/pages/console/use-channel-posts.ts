import {
	useCallback,
	useEffect,
	useEffectEvent,
	useRef,
	useState,
} from "react";
import type { ApiFailure } from "../../data/api-failure.ts";
import { sendRequest } from "../../data/send-request.ts";
import type { ConnectionState } from "../../data/subscribe.ts";
import { useApiSubscription } from "../../data/use-api.ts";
import { useOrganisation } from "../../data/use-session.ts";
import { type ChannelPosts, noPosts, withPosts } from "./channel-posts.ts";
import { noticePostEventsDocument, noticePostsDocument } from "./documents.ts";
import type { History } from "./use-conversation.ts";

export interface PostsView extends ChannelPosts {
	readonly connection: ConnectionState;
	readonly history: History;
	/** Reads older posts; the newest when none were read yet. */
	readonly readOlder: () => void;
}

const pageSize = 30;

/** What a channel was told of notices: its history, and what comes or changes from now on. */
export function useChannelPosts(channel: string): PostsView {
	const [held, setHeld] = useState(noPosts);
	const [history, setHistory] = useState<History>({ state: "reading" });
	const readPage = useReadPage(channel);
	const read = useCallback(
		async (after: string | undefined, over: AbortSignal) => {
			setHistory({ state: "reading" });
			try {
				const page = await readPage(after, over);
				setHeld((before) => withPosts(before, page.posts));
				setHistory({ state: "read", older: page.older });
			} catch (thrown) {
				if (!over.aborted)
					setHistory({ state: "failed", error: thrown as ApiFailure });
			}
		},
		[readPage],
	);
	const connection = useApiSubscription(
		noticePostEventsDocument,
		{ channel },
		({ noticePostEvents }) =>
			setHeld((before) => withPosts(before, [noticePostEvents])),
	);
	const over = useRef(new AbortController());
	useEffect(() => {
		const mine = new AbortController();
		over.current = mine;
		void read(undefined, mine.signal);
		return () => mine.abort();
	}, [read]);
	// What came before the connection stood, or while it was down, is read when it stands.
	const onLive = useEffectEvent(async () => {
		const { signal } = over.current;
		try {
			const page = await readPage(undefined, signal);
			const known = new Set(held.posts.map(({ id }) => id));
			const isHole =
				page.older !== undefined && !page.posts.some(({ id }) => known.has(id));
			setHeld((before) => withPosts(isHole ? noPosts : before, page.posts));
			if (isHole) setHistory({ state: "read", older: page.older });
		} catch {
			// The subscription ends too where this does, and says why.
		}
	});
	useEffect(() => {
		if (connection.state === "live") void onLive();
	}, [connection.state]);
	return {
		...held,
		connection,
		history,
		readOlder() {
			if (history.state === "reading") return;
			const after = history.state === "read" ? history.older : undefined;
			void read(after, over.current.signal);
		},
	};
}

function useReadPage(channel: string) {
	const organisation = useOrganisation();
	return useCallback(
		async (after: string | undefined, signal: AbortSignal) => {
			const { noticePosts } = await sendRequest(
				noticePostsDocument,
				{ channel, first: pageSize, after: after ?? null },
				{ organisation, signal },
			);
			const { hasNextPage, endCursor } = noticePosts.pageInfo;
			return {
				posts: noticePosts.edges.map(({ node }) => node),
				older: hasNextPage ? (endCursor ?? undefined) : undefined,
			};
		},
		[organisation, channel],
	);
}

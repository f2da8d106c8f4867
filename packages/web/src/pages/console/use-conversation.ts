import {
	useCallback,
	useEffect,
	useEffectEvent,
	useRef,
	useState,
} from "react";
import { type ApiFailure, failureOf } from "../../data/api-failure.ts";
import { type RequestScope, sendRequest } from "../../data/send-request.ts";
import type { ConnectionState } from "../../data/subscribe.ts";
import { useApiSubscription } from "../../data/use-api.ts";
import { useOrganisation } from "../../data/use-session.ts";
import { type Conversation, createConversation } from "./conversation.ts";
import {
	channelEventsDocument,
	commandDocument,
	commandsDocument,
} from "./documents.ts";

/** How far back the page has read. */
export type History =
	| { readonly state: "reading" }
	| { readonly state: "failed"; readonly error: ApiFailure }
	/** `older`: where it goes on; undefined at the beginning of everything. */
	| { readonly state: "read"; readonly older: string | undefined };

export interface ConversationView {
	readonly conversation: Conversation;
	readonly connection: ConnectionState;
	readonly history: History;
	/** Reads what was said before; the newest when nothing was read yet. */
	readonly readOlder: () => void;
}

const pageSize = 50;
/** Replies stand in threads, and a page may hold few roots: so many pages are read at once. */
const pagesAtOnce = 4;
const enoughRoots = 15;

/** What is said in a channel: its history, and what comes from now on by one subscription. */
export function useConversation(channel: string): ConversationView {
	const organisation = useOrganisation();
	const [conversation] = useState(() => begin(organisation));
	const [history, setHistory] = useState<History>({ state: "reading" });
	const over = useOver();
	const read = useCallback(
		async (after: string | undefined) => {
			const { signal } = over.current;
			setHistory({ state: "reading" });
			try {
				const place = { organisation, channel, after, signal };
				setHistory({
					state: "read",
					older: await readPages(conversation, place),
				});
			} catch (thrown) {
				if (signal.aborted) return;
				setHistory({ state: "failed", error: thrown as ApiFailure });
			}
		},
		[conversation, organisation, channel, over],
	);
	const connection = useApiSubscription(
		channelEventsDocument,
		{ channel },
		(heard) => conversation.receive(heard.channelEvents),
	);
	// What was said before the connection stood is read when it stands: whatever comes between is told twice rather than never.
	const onLive = useEffectEvent(() => {
		if (history.state !== "read") return;
		void catchUp(conversation, {
			organisation,
			channel,
			signal: over.current.signal,
		}).then(
			(older) => older && setHistory({ state: "read", ...older }),
			() => {},
		);
	});
	useEffect(() => {
		if (connection.state === "live") onLive();
	}, [connection.state]);
	useEffect(() => void read(undefined), [read]);
	const readOlder = () =>
		void read(history.state === "read" ? history.older : undefined);
	return { conversation, connection, history, readOlder };
}

/** Ends with the component; a fresh one when React mounts it again. */
function useOver() {
	const over = useRef(new AbortController());
	useEffect(() => {
		if (over.current.signal.aborted) over.current = new AbortController();
		return () => over.current.abort();
	}, []);
	return over;
}

function begin(organisation: string | null): Conversation {
	const conversation = createConversation({
		schedule: (flush) => requestAnimationFrame(flush),
		onUnknown: (id) =>
			void sendRequest(commandDocument, { id }, { organisation }).then(
				({ command }) => command && conversation.merge([command]),
				// It comes with the next page, or not at all: its output alone says nothing.
				() => {},
			),
	});
	return conversation;
}

/** What is read, and until when. */
interface Place {
	readonly organisation: string | null;
	readonly channel: string;
	readonly signal: AbortSignal;
}

/** @returns where it goes on. */
async function readPages(
	conversation: Conversation,
	from: Place & { readonly after: string | undefined },
): Promise<string | undefined> {
	const { organisation, channel, signal } = from;
	let { after } = from;
	const before = conversation.index.roots.length;
	for (let page = 0; page < pagesAtOnce; page++) {
		const { commands } = await sendRequest(
			commandsDocument,
			{ filter: { channel }, first: pageSize, after: after ?? null },
			{ organisation, signal },
		);
		conversation.merge(commands.edges.map(({ node }) => node));
		if (!commands.pageInfo.hasNextPage) return undefined;
		after = commands.pageInfo.endCursor ?? undefined;
		if (conversation.index.roots.length >= before + enoughRoots) break;
	}
	return after;
}

/** Reads the newest page again. When it does not reach back to what is known, what is known is let go. */
async function catchUp(
	conversation: Conversation,
	{ organisation, channel, signal }: Place,
): Promise<{ readonly older: string | undefined } | undefined> {
	const { commands } = await sendRequest(
		commandsDocument,
		{ filter: { channel }, first: pageSize, after: null },
		{ organisation, signal },
	);
	const newest = commands.edges.map(({ node }) => node);
	const isHole =
		newest.length === pageSize &&
		!newest.some(({ id }) => conversation.find(id)?.record);
	if (isHole) conversation.clear();
	conversation.merge(newest);
	const { hasNextPage, endCursor } = commands.pageInfo;
	return isHole
		? { older: hasNextPage ? (endCursor ?? undefined) : undefined }
		: undefined;
}

/** Reads a command and what was answered under it, for a thread that is opened by its address. */
export function useThreadHistory(
	conversation: Conversation,
	channel: string,
	root: string,
): History {
	const organisation = useOrganisation();
	const [history, setHistory] = useState<History>({ state: "reading" });
	useEffect(() => {
		const over = new AbortController();
		setHistory({ state: "reading" });
		const { signal } = over;
		readThread(conversation, { organisation, channel, root, signal }).then(
			() => setHistory({ state: "read", older: undefined }),
			(thrown: unknown) => {
				if (!over.signal.aborted)
					setHistory({
						state: "failed",
						error: thrown as ApiFailure,
					});
			},
		);
		return () => over.abort();
	}, [conversation, organisation, channel, root]);
	return history;
}

async function readThread(
	conversation: Conversation,
	of: Place & { readonly root: string },
): Promise<void> {
	const { channel, root, ...scope } = of;
	const { command } = await sendRequest(commandDocument, { id: root }, scope);
	if (command?.channel === channel) conversation.merge([command]);
	let after: string | null = null;
	for (let page = 0; page < pagesAtOnce; page++) {
		const filter = { channel, thread: root };
		const answer: Awaited<ReturnType<typeof askThread>> = await askThread(
			filter,
			after,
			scope,
		);
		conversation.merge(answer.commands.edges.map(({ node }) => node));
		const { hasNextPage, endCursor } = answer.commands.pageInfo;
		if (!hasNextPage || !endCursor) return;
		after = endCursor;
	}
}

function askThread(
	filter: { readonly channel: string; readonly thread: string },
	after: string | null,
	scope: RequestScope,
) {
	return sendRequest(
		commandsDocument,
		{ filter, first: pageSize, after },
		scope,
	);
}

/** Why the channel is closed to who looks at it; undefined when it is not, or nobody said so yet. */
export function whyClosed(
	view: Pick<ConversationView, "history" | "connection">,
): ApiFailure | undefined {
	const { history, connection } = view;
	const errors = [
		history.state === "failed" ? history.error : undefined,
		connection.state === "refused" ? connection.failure : undefined,
	];
	return errors.find((error) => error && failureOf(error).kind === "forbidden");
}

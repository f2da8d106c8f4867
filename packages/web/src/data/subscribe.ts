import { ApiFailure, readFailure } from "./api-failure.ts";
import type { TadaDocumentNode } from "./graphql.ts";
import { noteLiveUntilNow } from "./reachability.ts";
import { sendDocument } from "./send-request.ts";
import { readServerEvents } from "./server-events.ts";
import { recheckSession } from "./session-recheck.ts";

/** How a subscription stands: what a page shows beside what it heard. */
export type ConnectionState =
	| { readonly state: "connecting" }
	| { readonly state: "live" }
	/** Interrupted; it tries again by itself. */
	| { readonly state: "interrupted"; readonly failure: ApiFailure | undefined }
	/** Refused for good, e.g. after signing out. */
	| { readonly state: "refused"; readonly failure: ApiFailure }
	/** The control plane ended it in order. */
	| { readonly state: "ended" };

const longestWaitMs = 30_000;
const finalKinds = ["unauthenticated", "forbidden", "not-found", "invalid"];

/**
 * Follows a subscription: every event is handed over in order. An interrupted one is begun anew with a growing pause; it pauses
 * while nobody looks at the page, for a browser has six connections to a host over HTTP/1.1, and begins anew when they do.
 * @returns what ends it.
 */
export function subscribe<Result, Variables>(
	document: TadaDocumentNode<Result, Variables>,
	variables: () => Variables,
	handlers: {
		readonly organisation: string | null;
		readonly onEvent: (event: Result) => void;
		readonly onState?: (state: ConnectionState) => void;
	},
): () => void {
	const over = new AbortController();
	follow(document, variables, handlers, over.signal).catch((error: unknown) => {
		if (!over.signal.aborted) reportError(error);
	});
	return () => over.abort();
}

async function follow<Result, Variables>(
	document: TadaDocumentNode<Result, Variables>,
	variables: () => Variables,
	handlers: Parameters<typeof subscribe<Result, Variables>>[2],
	over: AbortSignal,
): Promise<void> {
	let pauseMs = 250;
	while (!over.aborted) {
		await untilVisible(over);
		if (over.aborted) return;
		handlers.onState?.({ state: "connecting" });
		const once = onceHidden(over);
		const end = await followOnce(document, variables(), handlers, once.signal)
			.catch((error: unknown) => ({
				failure: error as ApiFailure,
				hasEvents: false,
			}))
			.finally(once.release);
		if (over.aborted) return;
		if (end === "ended") return handlers.onState?.({ state: "ended" });
		if (once.signal.aborted) continue;
		if (end.failure instanceof ApiFailure) recheckSession(end.failure);
		if (end.failure && finalKinds.includes(end.failure.failure?.kind ?? ""))
			return handlers.onState?.({ state: "refused", failure: end.failure });
		handlers.onState?.({ state: "interrupted", failure: end.failure });
		pauseMs = end.hasEvents ? 250 : Math.min(pauseMs * 2, longestWaitMs);
		await pause(pauseMs * (0.5 + Math.random() / 2), over);
	}
}

async function followOnce<Result, Variables>(
	document: TadaDocumentNode<Result, Variables>,
	variables: Variables,
	handlers: Parameters<typeof subscribe<Result, Variables>>[2],
	signal: AbortSignal,
): Promise<"ended" | { failure: ApiFailure | undefined; hasEvents: boolean }> {
	const accept = "text/event-stream";
	const response = await sendDocument(document, variables, {
		accept,
		signal,
		organisation: handlers.organisation,
	});
	const type = response.headers.get("content-type") ?? "";
	if (!response.ok || !response.body || !type.startsWith(accept))
		throw readFailure(
			await response.json().catch(() => undefined),
			response.status,
		);
	let hasEvents = false;
	handlers.onState?.({ state: "live" });
	try {
		for await (const { event, data } of readServerEvents(response.body)) {
			if (event === "complete") return "ended";
			const answer = JSON.parse(data || "{}");
			if (answer.errors)
				return { failure: readFailure(answer, response.status), hasEvents };
			hasEvents = true;
			if (answer.data) handlers.onEvent(answer.data);
		}
	} finally {
		noteLiveUntilNow();
	}
	return { failure: undefined, hasEvents };
}

/** A signal that also ends when the page is hidden for longer than a glance elsewhere. */
function onceHidden(over: AbortSignal): {
	readonly signal: AbortSignal;
	readonly release: () => void;
} {
	const hidden = new AbortController();
	let timer: ReturnType<typeof setTimeout> | undefined;
	const look = () => {
		clearTimeout(timer);
		if (document.hidden) timer = setTimeout(() => hidden.abort(), 60_000);
	};
	document.addEventListener("visibilitychange", look);
	look();
	return {
		signal: AbortSignal.any([over, hidden.signal]),
		release() {
			clearTimeout(timer);
			document.removeEventListener("visibilitychange", look);
		},
	};
}

function untilVisible(over: AbortSignal): Promise<void> {
	if (!document.hidden || over.aborted) return Promise.resolve();
	return new Promise((resolve) => {
		const done = () => {
			document.removeEventListener("visibilitychange", done);
			over.removeEventListener("abort", done);
			resolve();
		};
		document.addEventListener("visibilitychange", done);
		over.addEventListener("abort", done);
	});
}

function pause(ms: number, over: AbortSignal): Promise<void> {
	return new Promise((resolve) => {
		const timer = setTimeout(resolve, ms);
		over.addEventListener(
			"abort",
			() => {
				clearTimeout(timer);
				resolve();
			},
			{ once: true },
		);
	});
}

import { ApiFailure, readFailure } from "./api-failure.ts";
import { sendDocument } from "./ask.ts";
import type { TadaDocumentNode } from "./graphql.ts";
import { readServerEvents } from "./server-events.ts";
import { doubtSession } from "./session-doubt.ts";

/** How a subscription stands: what a page shows beside what it heard. */
export type LineState =
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
export function listen<Result, Variables>(
	document: TadaDocumentNode<Result, Variables>,
	variables: () => Variables,
	hear: {
		readonly organisation: string | null;
		readonly onEvent: (event: Result) => void;
		readonly onState?: (state: LineState) => void;
	},
): () => void {
	const over = new AbortController();
	follow(document, variables, hear, over.signal).catch((error: unknown) => {
		if (!over.signal.aborted) reportError(error);
	});
	return () => over.abort();
}

async function follow<Result, Variables>(
	document: TadaDocumentNode<Result, Variables>,
	variables: () => Variables,
	hear: Parameters<typeof listen<Result, Variables>>[2],
	over: AbortSignal,
): Promise<void> {
	let pauseMs = 250;
	while (!over.aborted) {
		await untilVisible(over);
		if (over.aborted) return;
		hear.onState?.({ state: "connecting" });
		const once = onceHidden(over);
		const end = await followOnce(document, variables(), hear, once.signal)
			.catch((error: unknown) => ({
				failure: error as ApiFailure,
				heard: false,
			}))
			.finally(once.release);
		if (over.aborted) return;
		if (end === "ended") return hear.onState?.({ state: "ended" });
		if (once.signal.aborted) continue;
		if (end.failure instanceof ApiFailure) doubtSession(end.failure);
		if (end.failure && finalKinds.includes(end.failure.failure?.kind ?? ""))
			return hear.onState?.({ state: "refused", failure: end.failure });
		hear.onState?.({ state: "interrupted", failure: end.failure });
		pauseMs = end.heard ? 250 : Math.min(pauseMs * 2, longestWaitMs);
		await pause(pauseMs * (0.5 + Math.random() / 2), over);
	}
}

async function followOnce<Result, Variables>(
	document: TadaDocumentNode<Result, Variables>,
	variables: Variables,
	hear: Parameters<typeof listen<Result, Variables>>[2],
	signal: AbortSignal,
): Promise<"ended" | { failure: ApiFailure | undefined; heard: boolean }> {
	const accept = "text/event-stream";
	const response = await sendDocument(document, variables, {
		accept,
		signal,
		organisation: hear.organisation,
	});
	const type = response.headers.get("content-type") ?? "";
	if (!response.ok || !response.body || !type.startsWith(accept))
		throw readFailure(
			await response.json().catch(() => undefined),
			response.status,
		);
	let heard = false;
	hear.onState?.({ state: "live" });
	for await (const { event, data } of readServerEvents(response.body)) {
		if (event === "complete") return "ended";
		const answer = JSON.parse(data || "{}");
		if (answer.errors)
			return { failure: readFailure(answer, response.status), heard };
		heard = true;
		if (answer.data) hear.onEvent(answer.data);
	}
	return { failure: undefined, heard };
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

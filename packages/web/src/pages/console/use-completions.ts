import { useEffect, useState } from "react";
import { sendRequest } from "../../data/send-request.ts";
import { useOrganisation } from "../../data/use-session.ts";
import { type Completion, completeDocument } from "./documents.ts";

/** Completions for a text at a place, and for no other. */
export interface CompletionOffer {
	readonly text: string;
	readonly from: number;
	readonly to: number;
	readonly items: readonly Completion[];
}

const waitMs = 80;
const maxItems = 50;

/**
 * What the word at the cursor may become. Asked for when the writing pauses; a request that is overtaken is cancelled. When
 * it does not work there is none: whoever writes is not disturbed.
 */
export function useCompletions(
	channel: string,
	/** Undefined: nothing is asked for. */
	written: { readonly text: string; readonly cursor: number } | undefined,
): CompletionOffer | undefined {
	const organisation = useOrganisation();
	const [offered, setOffered] = useState<CompletionOffer>();
	const { text, cursor } = written ?? {};
	useEffect(() => {
		if (text === undefined || cursor === undefined) return;
		const over = new AbortController();
		const timer = setTimeout(() => {
			const { signal } = over;
			sendRequest(
				completeDocument,
				{ channel, text, cursor },
				{ organisation, signal },
			)
				.then(({ complete: { from, to, items } }) =>
					setOffered({ text, from, to, items: items.slice(0, maxItems) }),
				)
				.catch(() => {
					if (!over.signal.aborted) setOffered(undefined);
				});
		}, waitMs);
		return () => {
			clearTimeout(timer);
			over.abort();
		};
	}, [organisation, channel, text, cursor]);
	return text !== undefined && offered?.text === text ? offered : undefined;
}

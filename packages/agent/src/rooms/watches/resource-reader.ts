import type { WatchedObject } from "./watch-change.ts";

/** A port: one resource of the cluster, as one identity may see it. */
export interface ResourceReader {
	/** Page after page. @throws what the API server or the network says; `expired` of `isExpired` when it grew too old on the way. */
	list(signal: AbortSignal): AsyncIterable<{
		readonly items: readonly WatchedObject[];
		/** Of the whole list: a watch begins there. */
		readonly resourceVersion: string;
	}>;
	/** What changes from a version on; it reconnects by itself. Ends with the signal, or after `expired`. */
	watch(
		from: string,
		signal: AbortSignal,
		hears: {
			readonly onConnected: () => void;
			readonly onInterrupted: (error: unknown) => void;
		},
	): AsyncIterable<ResourceEvent>;
}

/** What a watch tells. */
export type ResourceEvent =
	| {
			readonly kind: "added" | "modified" | "deleted";
			readonly object: WatchedObject;
	  }
	| { readonly kind: "bookmark"; readonly resourceVersion: string }
	| { readonly kind: "expired" };

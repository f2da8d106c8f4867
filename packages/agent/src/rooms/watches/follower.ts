import type { WatchChange, WatchedObject } from "./watch-change.ts";

/** Who follows a resource. */
export interface Follower<Kept> {
	/** Names what `keep` keeps: what was kept under another name is not compared with. */
	readonly keeps: string;
	/** What is kept of an object, to be there beside the new one at its next change; anything JSON can hold. */
	readonly keep: (object: WatchedObject) => Kept;
	/** By what an object can be looked up, from what is kept of it; absent when nobody does. */
	readonly nameOf?: ((kept: Kept) => string) | undefined;
	/** Takes a change. It is told again until this returns. @throws Error when it cannot be taken now. */
	readonly onChange: (change: WatchChange<Kept>) => void;
}

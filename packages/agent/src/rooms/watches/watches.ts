import type { WatchState } from "./follow-resource.ts";
import type { Follower } from "./follower.ts";

/** A resource as one identity sees it. */
export interface WatchedResource {
	/** `v1`, `apps/v1`. */
	readonly apiVersion: string;
	/** The plural name: `pods`. */
	readonly resource: string;
	/** Whose eyes it is seen with; undefined is the agent itself. */
	readonly identity:
		| { readonly user: string; readonly groups: readonly string[] }
		| undefined;
}

/** A resource that is followed. */
export interface FollowedResource<Kept = unknown> {
	readonly resource: WatchedResource;
	/** What is kept of the object that the follower's `nameOf` calls so; undefined when there is none. @throws Error before the first list. */
	find(name: string): Kept | undefined;
	state(): WatchState;
	/** Resolves when nothing more is told. What it knows stays on the disk, and the next follower goes on there. */
	stop(): Promise<void>;
}

/** The watches of this agent. */
export interface Watches {
	/** Follows a resource, which nobody else does yet. */
	follow<Kept>(
		resource: WatchedResource,
		follower: Follower<Kept>,
		/** Whether the objects are read whole, or their metadata only. */
		objects: "whole" | "metadata",
	): FollowedResource<Kept>;
	/** Forgets all resources but these: who follows one of the others later begins without what was kept. */
	keepOnly(resources: readonly WatchedResource[]): void;
	/** All that are followed. */
	states(): readonly {
		readonly resource: WatchedResource;
		readonly state: WatchState;
	}[];
	/** Calls `listener` at each change of a state. @returns what stops it. */
	onState(listener: () => void): () => void;
	stop(): Promise<void>;
}

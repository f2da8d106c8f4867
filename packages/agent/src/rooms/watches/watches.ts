import type { Follower, WatchState } from "./follow-resource.ts";

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
export interface FollowedResource {
	readonly resource: WatchedResource;
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
	): FollowedResource;
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

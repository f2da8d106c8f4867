export type { WatchState } from "./follow-resource.ts";
export type { WatchChange, WatchedObject } from "./watch-change.ts";
export type {
	FollowedResource,
	WatchedResource,
	Watches,
} from "./watches.ts";

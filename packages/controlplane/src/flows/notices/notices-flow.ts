import type { Page, PageRequest } from "@quarterdeck/contract";
import type { FactHandler, Job } from "@quarterdeck/runtime";
import type { NamedChannel } from "../../rooms/catalog/index.ts";
import type {
	KeptNotice,
	NoticeCount,
	NoticePlacement,
} from "../../rooms/notices/index.ts";
import type { Caller } from "../../rooms/permissions/index.ts";
import type { ShownPost, WantedNotices } from "./read-notices.ts";

/** Something happened in a cluster, and somebody hears of it. What each method promises stands at its function. */
export interface NoticesFlow {
	/** Acts on events of agents. */
	readonly receive: FactHandler<"agent.events.v1">;
	/** Sends what is due. */
	readonly deliver: Job;
	list(
		caller: Caller,
		wanted: WantedNotices,
		page: PageRequest,
	): Promise<Page<KeptNotice>>;
	count(
		caller: Caller,
		wanted: WantedNotices & { readonly from: Date; readonly before: Date },
		stretches: number,
	): Promise<readonly NoticeCount[]>;
	place(
		caller: Caller,
		notices: readonly KeptNotice[],
	): Promise<ReadonlyMap<string, readonly NoticePlacement[]>>;
	listPosts(
		caller: Caller,
		named: NamedChannel,
		page: PageRequest,
	): Promise<Page<ShownPost>>;
	follow(
		caller: Caller,
		wanted: WantedNotices,
		askAgain?: () => Promise<Caller>,
	): Promise<AsyncIterableIterator<KeptNotice>>;
	followPosts(
		caller: Caller,
		named: NamedChannel,
		askAgain?: () => Promise<Caller>,
	): Promise<AsyncIterableIterator<ShownPost>>;
	stop(): Promise<void>;
}

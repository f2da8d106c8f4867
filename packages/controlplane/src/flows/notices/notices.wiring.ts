import type {
	Clock,
	Log,
	Metrics,
	NewId,
	Transact,
} from "@quarterdeck/runtime";
import type { Catalog } from "../../rooms/catalog/index.ts";
import type { Events } from "../../rooms/events/index.ts";
import type { Fleet } from "../../rooms/fleet/index.ts";
import type { Notices } from "../../rooms/notices/index.ts";
import type { Permissions } from "../../rooms/permissions/index.ts";
import { createNoticeDelivering } from "./deliver-notices.ts";
import { followChannelPosts, followNotices } from "./follow-notices.ts";
import type { NoticeActions } from "./notice-actions.ts";
import type { DoorKind, NoticeDoors } from "./notice-door.ts";
import type { NoticesFlow } from "./notices-flow.ts";
import { createNoticesMeter } from "./notices-meter.ts";
import {
	defaultQuietenSettings,
	type QuietenSettings,
} from "./quieten-settings.ts";
import {
	countReadableNotices,
	listChannelPosts,
	listReadableNotices,
	placeNotices,
} from "./read-notices.ts";
import { receiveNotices } from "./receive-notices.ts";

/** Batches that wait for one listener. */
const maxWaiting = 1000;

/** The flow over the rooms and any doors. One per process. */
export function createNoticesFlow(given: {
	readonly events: Pick<Events, "list">;
	readonly fleet: Pick<Fleet, "findClusterOfAgent">;
	readonly catalog: Pick<Catalog, "currentConfiguration" | "follow">;
	readonly permissions: Permissions;
	readonly notices: Notices;
	readonly doors: NoticeDoors;
	readonly actions: NoticeActions;
	readonly transact: Transact;
	readonly clock: Clock;
	readonly newId: NewId;
	readonly log: Log;
	readonly metrics: Metrics;
	readonly settings?: QuietenSettings;
}): NoticesFlow {
	const doors = new Map(Object.entries(given.doors));
	const doorKind = (name: string): DoorKind => {
		const door = doors.get(name);
		if (door === undefined) return "none";
		return door === "stored" ? "stored" : "sent";
	};
	const deps = {
		...given,
		settings: given.settings ?? defaultQuietenSettings,
		meter: createNoticesMeter(given.metrics),
		maxWaiting,
	};
	const delivering = createNoticeDelivering(deps);
	return {
		receive: receiveNotices({ ...deps, doorKind, wake: delivering.wake }),
		deliver: delivering.job,
		list: (caller, wanted, page) =>
			listReadableNotices(deps, caller, wanted, page),
		count: (caller, wanted, stretches) =>
			countReadableNotices(deps, caller, wanted, stretches),
		place: (caller, notices) => placeNotices(deps, caller, notices),
		listPosts: (caller, named, page) =>
			listChannelPosts(deps, caller, named, page),
		follow: (caller, wanted, askAgain) =>
			followNotices(deps, caller, wanted, askAgain),
		followPosts: (caller, named, askAgain) =>
			followChannelPosts(deps, caller, named, askAgain),
		stop: delivering.stop,
	};
}

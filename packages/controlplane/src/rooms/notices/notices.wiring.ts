import {
	type ChangeSignals,
	createSignals,
	type Database,
} from "../../plumbing/postgres/index.ts";
import { createPgActionRunStore } from "./action-run-store.pg.ts";
import { createPgNoticeLists } from "./notice-lists.pg.ts";
import { keptNotices } from "./notice-signals.ts";
import { createPgNoticeStore } from "./notice-store.pg.ts";
import type { Notices } from "./notices.ts";
import {
	defaultNoticesSettings,
	type NoticesSettings,
} from "./notices-settings.ts";
import { createPgSilenceStore } from "./silence-store.pg.ts";
import {
	createSilence,
	endSilence,
	listSilences,
	type SilencesDeps,
} from "./silences.ts";
import { createSweepNoticesJob } from "./sweep-notices.job.ts";

/** The room over PostgreSQL. */
export function createNotices(
	given: Omit<SilencesDeps, "silenceStore" | "transact"> & {
		readonly database: Database;
		readonly signals: ChangeSignals;
		readonly settings?: NoticesSettings;
	},
): Notices {
	const { database, clock } = given;
	const noticeStore = createPgNoticeStore(database);
	const actionRuns = createPgActionRunStore(database);
	const silenceStore = createPgSilenceStore(database);
	const deps = { ...given, silenceStore, transact: database.transact };
	return {
		store: noticeStore,
		lists: createPgNoticeLists(database),
		actionRuns,
		kept: createSignals(given.signals, keptNotices),
		createSilence: (caller, wanted) => createSilence(deps, caller, wanted),
		endSilence: (caller, id) => endSilence(deps, caller, id),
		listSilences: (caller, page) => listSilences(deps, caller, page),
		activeSilences: silenceStore.listActive,
		sweep: createSweepNoticesJob({
			noticeStore,
			silenceStore,
			actionRuns,
			clock,
			settings: given.settings ?? defaultNoticesSettings,
		}),
	};
}

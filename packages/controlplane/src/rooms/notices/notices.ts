import type { Page, PageRequest } from "@quarterdeck/contract";
import type { Job, Signals } from "@quarterdeck/runtime";
import type { Caller } from "../permissions/index.ts";
import type { ActionRunStore } from "./action-run-store.ts";
import type { NoticeLists } from "./notice-lists.ts";
import type { KeptBatch } from "./notice-signals.ts";
import type { NoticeStore } from "./notice-store.ts";
import type { Silence } from "./silence.ts";
import type { SilenceStore } from "./silence-store.ts";
import type { WantedSilence } from "./silences.ts";

/** What sources told of clusters, and what came of it. What each method promises stands at its function. */
export interface Notices {
	/** Keeps notices, and what was decided about them. */
	readonly store: NoticeStore;
	readonly lists: NoticeLists;
	/** What actions do about them. */
	readonly actionRuns: ActionRunStore;
	/** Says that notices were kept, and what they changed. */
	readonly kept: Signals<KeptBatch>;
	createSilence(caller: Caller, wanted: WantedSilence): Promise<Silence>;
	endSilence(caller: Caller, id: string): Promise<Silence>;
	listSilences(caller: Caller, page: PageRequest): Promise<Page<Silence>>;
	/** Those that hold, for whoever decides what is told. */
	readonly activeSilences: SilenceStore["listActive"];
	/** Removes what was kept long enough. */
	readonly sweep: Job;
}

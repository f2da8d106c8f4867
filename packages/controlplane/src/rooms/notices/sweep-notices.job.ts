import type { Clock, Job } from "@quarterdeck/runtime";
import type { ActionRunStore } from "./action-run-store.ts";
import type { NoticeStore } from "./notice-store.ts";
import type { NoticesSettings } from "./notices-settings.ts";
import type { SilenceStore } from "./silence-store.ts";

const everySeconds = 60;
/** Rows of one statement. */
const atOnce = 5000;

/** Removes notices that were kept long enough or are too many, what became of them, and silences that ended long ago. */
export function createSweepNoticesJob(deps: {
	readonly noticeStore: Pick<
		NoticeStore,
		"sweepNotices" | "sweepBeyond" | "sweepPosts" | "organisations"
	>;
	readonly silenceStore: Pick<SilenceStore, "sweep">;
	readonly actionRuns: Pick<ActionRunStore, "sweep">;
	readonly clock: Clock;
	readonly settings: NoticesSettings;
}): Job {
	const { noticeStore, silenceStore, actionRuns, clock, settings } = deps;
	return {
		name: "sweep-notices",
		description: "Removes notices that were kept long enough.",
		every: everySeconds,
		async run(signal) {
			const before = new Date(
				clock.now().getTime() - settings.keepSeconds * 1000,
			);
			const all = async (sweep: () => Promise<number>) => {
				let count = atOnce;
				while (count === atOnce && !signal.aborted) count = await sweep();
			};
			await all(() => noticeStore.sweepNotices(before, atOnce));
			await all(() => noticeStore.sweepPosts(before, atOnce));
			await all(() => actionRuns.sweep(before, atOnce));
			for (const id of await noticeStore.organisations())
				await all(() => noticeStore.sweepBeyond(id, settings.maxKept, atOnce));
			await silenceStore.sweep(before);
		},
	};
}

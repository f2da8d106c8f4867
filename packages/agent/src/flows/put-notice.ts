import { AppError, boundNotice, noticeKind } from "@quarterdeck/contract";
import { type Clock, type Log, pause } from "@quarterdeck/runtime";
import type { ReportNotice } from "../rooms/plugins/index.ts";
import type { Spool } from "../rooms/spool/index.ts";

/** What becomes of events. */
export interface SourceMeter {
	/** `put`: on its way. `refused`: it was none. `waited`: the disk refused it. `lost`: it was given up while the disk refused it. */
	event(what: "put" | "refused" | "waited" | "lost"): void;
}

const firstPauseMs = 500;
const longestPauseMs = 30_000;

/** Puts notices; a disk that refuses is waited for, and with it whoever reports. What they throw: AppError for what no control plane would take. */
export function createPutNotice({
	put,
	clock,
	log,
	meter,
}: {
	readonly put: Spool["put"];
	readonly clock: Clock;
	readonly log: Log;
	readonly meter?: SourceMeter | undefined;
}): ReportNotice {
	return async (notice, signal) => {
		const bounded = boundNotice(notice);
		for (let attempt = 0; ; attempt++) {
			try {
				put({
					at: clock.now().toISOString(),
					source: bounded.group,
					kind: noticeKind,
					data: { ...bounded },
				});
				meter?.event("put");
				return;
			} catch (error) {
				// What no control plane would take is no better later.
				if (error instanceof AppError) throw error;
				if (attempt === 0) log.error("an event waits for the disk", { error });
				meter?.event("waited");
			}
			const factor = 2 ** Math.min(attempt, 16);
			try {
				await pause(
					clock,
					Math.min(firstPauseMs * factor, longestPauseMs),
					signal,
				);
			} catch (error) {
				meter?.event("lost");
				log.error("an event was given up while the disk refused it", {
					name: notice.group,
				});
				throw error;
			}
		}
	};
}

import { type NoticeLevel, noticeLevels } from "../../parts/notices/levels.ts";
import type { Stretch } from "./documents.ts";

/** A stretch of time and how many notices of each level happened in it. */
export interface Bar {
	readonly fromMs: number;
	readonly toMs: number;
	readonly total: number;
	/** All levels, most important first. */
	readonly levels: readonly {
		readonly level: NoticeLevel;
		readonly count: number;
	}[];
}

/** Stretches as bars, earliest first; each goes on until the next, the last until the end. */
export function barsOf(stretches: readonly Stretch[], untilMs: number): Bar[] {
	const starts = stretches.map(({ from }) => Date.parse(from));
	return stretches.map(({ counts }, place) => {
		const levels = noticeLevels.map((level) => ({
			level,
			count: counts.find((one) => one.level === level)?.count ?? 0,
		}));
		return {
			fromMs: starts[place] ?? 0,
			toMs: starts[place + 1] ?? untilMs,
			total: levels.reduce((sum, { count }) => sum + count, 0),
			levels,
		};
	});
}

const clock = new Intl.DateTimeFormat("en", {
	month: "short",
	day: "numeric",
	hour: "2-digit",
	minute: "2-digit",
	hourCycle: "h23",
});

/** `Jan 5, 14:00 to Jan 5, 14:30: 3 error, 1 info` */
export function barWords(bar: Bar): string {
	return `${timeWords(bar.fromMs, bar.toMs)}: ${countWords(bar)}`;
}

/** `Jan 5, 14:00 to Jan 5, 14:30` */
export function timeWords(fromMs: number, toMs: number): string {
	return `${clock.format(fromMs)} to ${clock.format(toMs)}`;
}

function countWords(bar: Pick<Bar, "levels">): string {
	const said = bar.levels.filter(({ count }) => count > 0);
	if (said.length === 0) return "nothing";
	return said
		.map(({ level, count }) => `${count} ${level.toLowerCase()}`)
		.join(", ");
}

/** All of it in a line: `Jan 5, 14:00 to Jan 6, 14:00: 12 error, 4 info` */
export function summaryOf(bars: readonly Bar[]): string {
	const [first] = bars;
	const last = bars.at(-1);
	if (!first || !last) return "";
	const levels = noticeLevels.map((level) => ({
		level,
		count: bars.reduce(
			(sum, bar) =>
				sum + (bar.levels.find((one) => one.level === level)?.count ?? 0),
			0,
		),
	}));
	return `${timeWords(first.fromMs, last.toMs)}: ${countWords({ levels })}`;
}

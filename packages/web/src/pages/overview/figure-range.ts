import type { FigureWindow } from "./overview-search.ts";

const hourMs = 3600_000;
const dayMs = 24 * hourMs;

/** Instants as the API takes them, and into how many stretches they are cut. */
export interface FigureRange {
	readonly since: string;
	readonly until: string;
	readonly stretches: number;
}

/**
 * The last 24 hours by the hour, or the last seven days by the day of the viewer's clock, up to the end of the hour or day that
 * goes on. Within that hour or day the answer is the same, so what was fetched is found again.
 */
export function figureRange(now: Date, window: FigureWindow): FigureRange {
	const until = new Date(now);
	if (window === "day") {
		until.setMinutes(60, 0, 0);
		return rangeOf(until, hourMs, 24);
	}
	until.setHours(24, 0, 0, 0);
	return rangeOf(until, dayMs, 7);
}

function rangeOf(
	until: Date,
	lengthMs: number,
	stretches: number,
): FigureRange {
	return {
		since: new Date(until.getTime() - lengthMs * stretches).toISOString(),
		until: until.toISOString(),
		stretches,
	};
}

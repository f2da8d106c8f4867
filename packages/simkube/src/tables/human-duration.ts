const minute = 60;
const hour = 60 * minute;
const day = 24 * hour;
const year = 365 * day;

/** A span of time as Kubernetes shows ages: two units at most, coarser the longer it is. */
export function humanDuration(durationMs: number): string {
	const seconds = Math.trunc(durationMs / 1000);
	if (seconds < -1) return "<invalid>";
	if (seconds < 0) return "0s";
	if (seconds < 2 * minute) return `${seconds}s`;
	if (seconds < 10 * minute) return twoUnits(seconds, minute, "m", 1, "s");
	if (seconds < 3 * hour) return `${Math.floor(seconds / minute)}m`;
	if (seconds < 8 * hour) return twoUnits(seconds, hour, "h", minute, "m");
	if (seconds < 2 * day) return `${Math.floor(seconds / hour)}h`;
	if (seconds < 8 * day) return twoUnits(seconds, day, "d", hour, "h");
	if (seconds < 2 * year) return `${Math.floor(seconds / day)}d`;
	if (seconds < 8 * year) return twoUnits(seconds, year, "y", day, "d");
	return `${Math.floor(seconds / year)}y`;
}

function twoUnits(
	seconds: number,
	large: number,
	largeName: string,
	small: number,
	smallName: string,
): string {
	const rest = Math.floor((seconds % large) / small);
	const whole = `${Math.floor(seconds / large)}${largeName}`;
	return rest === 0 ? whole : `${whole}${rest}${smallName}`;
}

/** The age of an instant; `<unknown>` when there is none. */
export function since(instant: unknown, nowMs: number): string {
	const at = typeof instant === "string" ? Date.parse(instant) : Number.NaN;
	return Number.isNaN(at) ? "<unknown>" : humanDuration(nowMs - at);
}

/** When a plugin's program was started and when it ended: milliseconds since 1970, with fractions. */
export interface ProgramTimes {
	readonly startedAtMs: number;
	/** When the system had started it. */
	readonly spawnedAtMs: number;
	readonly endedAtMs: number;
}

/** Set by a host that traces a command; the times come back under `programTimesTrailer`. */
export const traceHeader = "qd-trace";
export const programTimesTrailer = "qd-program-times";

/** The times as text. */
export function writeProgramTimes(times: ProgramTimes): string {
	return [times.startedAtMs, times.spawnedAtMs, times.endedAtMs]
		.map((at) => at.toFixed(3))
		.join(" ");
}

/** The times in a text, or undefined when they are none, or not in the order of time. */
export function readProgramTimes(
	text: string | null,
): ProgramTimes | undefined {
	if (text === null || !/^\d{1,15}\.\d{3}( \d{1,15}\.\d{3}){2}$/.test(text))
		return undefined;
	const [startedAtMs = 0, spawnedAtMs = 0, endedAtMs = 0] = text
		.split(" ")
		.map(Number);
	const isInOrder = startedAtMs <= spawnedAtMs && spawnedAtMs <= endedAtMs;
	return isInOrder ? { startedAtMs, spawnedAtMs, endedAtMs } : undefined;
}

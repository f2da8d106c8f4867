const unitSeconds = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 } as const;
/** As many seconds as a whole number of the API holds: 68 years. */
const longest = 2 ** 31 - 1;

/** How a duration is written, for whoever wrote something else. */
export const durationRule =
	"Use whole numbers with s, m, h, d or w, such as 90s, 5m, 1h30m or 2d; a number alone is seconds.";

/**
 * Whole seconds of `90`, `90s`, `5m`, `1h30m`, `2d` or `1w`: the one reader of durations that people write, in flags and in chat.
 * Undefined for anything else, for nothing at all (`0s`), and for more than 68 years.
 */
export function readDuration(text: string): number | undefined {
	if (!/^(?:\d{1,9}|(?:\d{1,9}[smhdw]){1,5})$/.test(text)) return undefined;
	const seconds = [...text.matchAll(/(\d+)([smhdw]?)/g)].reduce(
		(sum, [, count, unit]) =>
			sum +
			Number(count) * unitSeconds[(unit || "s") as keyof typeof unitSeconds],
		0,
	);
	return seconds > 0 && seconds <= longest ? seconds : undefined;
}

const pieces = /^(?:(\d{1,6})h)?(?:(\d{1,6})m)?(?:(\d{1,6})s)?$/;

/** Whole seconds of `90`, `30s`, `2m`, `1h30m`; undefined when it is none of these, or zero. */
export function parseDurationSeconds(text: string): number | undefined {
	if (/^\d{1,6}$/.test(text)) return Number(text) || undefined;
	const found = pieces.exec(text);
	if (!found) return undefined;
	const [hours, minutes, seconds] = found
		.slice(1)
		.map((piece) => Number(piece ?? 0));
	return (
		(hours ?? 0) * 3600 + (minutes ?? 0) * 60 + (seconds ?? 0) || undefined
	);
}

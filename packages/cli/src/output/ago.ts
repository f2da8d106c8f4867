/** How long ago an instant lies, as one number and one unit: `12s`, `5m`, `3h`, `9d`. */
export function ago(instant: string, now: Date): string {
	const seconds = Math.max(
		0,
		Math.round((now.getTime() - Date.parse(instant)) / 1000),
	);
	if (seconds < 120) return `${seconds}s`;
	if (seconds < 7200) return `${Math.floor(seconds / 60)}m`;
	if (seconds < 172_800) return `${Math.floor(seconds / 3600)}h`;
	return `${Math.floor(seconds / 86_400)}d`;
}

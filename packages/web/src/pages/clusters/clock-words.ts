/** Clocks that are set by NTP differ by milliseconds; less than this is no news. */
const toleranceSeconds = 60;

/** `1800 s behind the control plane's`; undefined when it is right or unknown. */
export function clockWords(aheadSeconds: number | null): string | undefined {
	if (aheadSeconds === null || Math.abs(aheadSeconds) <= toleranceSeconds)
		return undefined;
	const direction = aheadSeconds < 0 ? "behind" : "ahead of";
	return `${Math.abs(aheadSeconds)} s ${direction} the control plane's`;
}

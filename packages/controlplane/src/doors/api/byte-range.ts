/** Bytes from `start` to before `endExclusive`; open when it is absent. */
export interface ByteRange {
	readonly start: number;
	readonly endExclusive?: number;
}

/**
 * The one range a Range header asks for; undefined when there is none or it is of a kind that may be ignored (RFC 9110, 14.2),
 * `unsatisfiable` when it begins behind the end.
 */
export function parseByteRange(
	header: string | undefined,
	totalBytes: number,
): ByteRange | "unsatisfiable" | undefined {
	const found = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header?.trim() ?? "");
	const [, first = "", last = ""] = found ?? [];
	if (first === "" && last === "") return undefined;
	if (first === "") {
		const wanted = Number(last);
		if (wanted === 0 || totalBytes === 0) return "unsatisfiable";
		return { start: Math.max(0, totalBytes - wanted) };
	}
	const start = Number(first);
	if (start >= totalBytes) return "unsatisfiable";
	if (last === "") return { start };
	const endExclusive = Math.min(Number(last) + 1, totalBytes);
	return endExclusive <= start ? undefined : { start, endExclusive };
}

/** The end of a chain, as somebody noted it. */
export interface NotedHead {
	readonly seq: number;
	readonly hash: string;
}

/**
 * A head as a person pastes it: `SEQ:HASH`, or JSON with `seq` and `hash`, itself or as `signedHead` or `head`: what this page copies,
 * what `qd audit verify -o json` prints and what the control plane appends to its file of heads, of which the last line counts.
 * Undefined when it is neither.
 */
export function readNotedHead(text: string): NotedHead | undefined {
	const written = /^\s*(\d{1,9}):([0-9a-f]{64})\s*$/.exec(text);
	if (written) return { seq: Number(written[1]), hash: written[2] ?? "" };
	const lastLine = text.trimEnd().split("\n").at(-1) ?? "";
	return headIn(text) ?? headIn(lastLine);
}

function headIn(json: string): NotedHead | undefined {
	try {
		const said = JSON.parse(json);
		const found = [said?.signedHead, said?.head, said].find(isHead);
		return found && { seq: found.seq, hash: found.hash };
	} catch {
		return undefined;
	}
}

function isHead(value: unknown): value is NotedHead {
	const head = value as Partial<NotedHead> | null | undefined;
	return (
		typeof head?.hash === "string" &&
		/^[0-9a-f]{64}$/.test(head.hash) &&
		typeof head.seq === "number" &&
		Number.isInteger(head.seq) &&
		head.seq >= 0 &&
		head.seq < 2 ** 31
	);
}

/** The text with the part `from`..`to` replaced, and where the cursor goes. */
export interface Taken {
	readonly text: string;
	readonly cursor: number;
}

/**
 * Puts a completion in its place. A blank follows it, unless there is one or more must follow at once (`--cluster=`, `a,`).
 * Places that are not within the text are drawn to it: what completes was made for a text of some moments ago.
 */
export function takeCompletion(
	text: string,
	place: { readonly from: number; readonly to: number },
	item: string,
): Taken {
	const from = within(place.from, text.length);
	const to = Math.max(from, within(place.to, text.length));
	const rest = text.slice(to);
	const goesOn = /[\s=,:/]$/.test(item) || /^\s/.test(rest);
	const put = goesOn ? item : `${item} `;
	const cursor = from + put.length + (goesOn && /^\s/.test(rest) ? 1 : 0);
	return { text: text.slice(0, from) + put + rest, cursor };
}

function within(at: number, length: number): number {
	return Number.isFinite(at)
		? Math.min(Math.max(0, Math.floor(at)), length)
		: 0;
}

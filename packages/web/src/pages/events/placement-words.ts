import { plainOutput } from "../../parts/plain-output.ts";
import type { Placement } from "./documents.ts";

/** Where a notice went, as a sentence: `Posted in #ops`, `Grouped into a post in #ops`. */
export function placementWords(placement: Placement): string {
	const { outcome } = placement;
	const place = placeOf(placement);
	switch (outcome) {
		case "POSTED":
			return placement.postState === "REFUSED"
				? `Refused by ${place}`
				: placement.postState === "WAITING"
					? `Waits to be posted in ${place}`
					: `Posted in ${place}`;
		case "GROUPED":
			return `Grouped into a post in ${place}`;
		case "DIGESTED":
			return `Counted in a digest in ${place}: the channel had reached its limit`;
		case "SILENCED":
			return `Silenced in ${place}`;
		case "NO_DOOR":
			return `Not sent to ${place}: nothing leads there yet`;
		case "DROPPED":
			return `Dropped: ${place} did not keep up`;
	}
}

function placeOf({ door, address }: Placement): string {
	const name = plainOutput(address);
	return door === "console" ? `#${name}` : `${plainOutput(door)} ${name}`;
}

/** The same in a word or two, for a list; the loudest of several. */
export function placedInShort(placements: readonly Placement[]): string {
	const outcomes = placements.map(({ outcome }) => outcome);
	for (const [outcome, words] of short)
		if (outcomes.includes(outcome)) return words;
	return "no channel";
}

const short = [
	["POSTED", "posted"],
	["GROUPED", "grouped"],
	["DIGESTED", "digest"],
	["SILENCED", "silenced"],
	["DROPPED", "dropped"],
	["NO_DOOR", "no door"],
] as const;

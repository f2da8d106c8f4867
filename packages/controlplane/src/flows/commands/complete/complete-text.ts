import { builtInWords, listableThings } from "../built-in-words.ts";
import type { Completion, Completions } from "./completions.ts";
import { flagsBehind, wordsBehind } from "./known-words.ts";
import { type Place, readPlace } from "./read-place.ts";

/** What may be said in a channel. */
export interface Sayable {
	readonly executors: readonly string[];
	readonly aliases: readonly {
		readonly alias: string;
		readonly command: string;
	}[];
}

/** What the fleet would suggest for the beginning of a target. */
export type SuggestTargets = (prefix: string) => Promise<{
	readonly names: readonly string[];
	readonly labels: readonly string[];
}>;

/** Ways to go on that are given at once. */
const maxItems = 50;

/**
 * Ways to go on at the cursor of a text, however unfinished it is; behind the text when there is no cursor.
 * @throws only what `suggestTargets` throws.
 */
export async function completeText(
	text: string,
	cursor: number | undefined,
	sayable: Sayable,
	suggestTargets: SuggestTargets,
): Promise<Completions> {
	const place = readPlace(text, cursor ?? text.length);
	if (!place) return { from: text.length, to: text.length, items: [] };
	if (place.flag === "--cluster" || place.flag === "--cluster-name")
		return completeTarget(place, suggestTargets);
	const items =
		place.flag === undefined ? wordsAt(place, sayable) : timesAt(place);
	return {
		from: place.from,
		to: place.to,
		items: items
			.filter((item) => item.text.startsWith(place.prefix))
			.slice(0, maxItems),
	};
}

/** The last of the targets that commas separate. */
async function completeTarget(
	place: Place,
	suggestTargets: SuggestTargets,
): Promise<Completions> {
	const cut = place.prefix.lastIndexOf(",") + 1;
	const prefix = place.prefix.slice(cut);
	const { names, labels } = await suggestTargets(prefix);
	const items: readonly Completion[] = [
		...names.map((text) => ({ text, kind: "cluster" as const })),
		...labels.map((text) => ({ text, kind: "label" as const })),
	];
	return {
		from: Math.min(place.from + cut, place.to),
		to: place.to,
		items: items.slice(0, maxItems),
	};
}

function timesAt({ flag }: Place): readonly Completion[] {
	if (flag !== "--timeout") return [];
	return ["10s", "30s", "1m", "5m", "15m"].map((text) => ({
		text,
		kind: "flag",
	}));
}

function wordsAt(place: Place, sayable: Sayable): readonly Completion[] {
	const words = expanded(place.words, sayable);
	if (place.prefix.startsWith("-"))
		return place.mayBeFlag ? flagsBehind(words) : [];
	if (place.words.length === 0) return firstWords(sayable);
	if (words[0] === "list" && words.length === 1)
		return listableThings.map((text) => ({ text, kind: "built-in" }));
	return [...aliasesBehind(place.words, sayable), ...wordsBehind(words)];
}

function firstWords({ executors, aliases }: Sayable): readonly Completion[] {
	return [
		...executors.map((text) => ({ text, kind: "executor" as const })),
		...aliases.map(({ alias, command }) => ({
			text: alias,
			kind: "alias" as const,
			detail: command.slice(0, 200),
		})),
		...builtInWords
			.filter((text) => !executors.includes(text))
			.map((text) => ({ text, kind: "built-in" as const })),
	].toSorted((a, b) => (a.text < b.text ? -1 : 1));
}

/** An alias may have several words: what is left of it. */
function aliasesBehind(
	words: readonly string[],
	{ aliases }: Sayable,
): readonly Completion[] {
	const said = `${words.join(" ")} `;
	return aliases
		.filter(({ alias }) => alias.startsWith(said))
		.map(({ alias, command }) => ({
			text: alias.slice(said.length),
			kind: "alias",
			detail: command.slice(0, 200),
		}));
}

/** The words with the longest alias at their beginning replaced, as a command's are. */
function expanded(
	words: readonly string[],
	{ aliases }: Sayable,
): readonly string[] {
	const [best] = aliases
		.map(({ alias, command }) => ({ names: alias.split(/\s+/), command }))
		.filter(({ names }) => names.every((name, i) => words[i] === name))
		.toSorted((a, b) => b.names.length - a.names.length);
	if (!best) return words;
	const spoken = best.command.split(/\s+/).filter((word) => word !== "");
	return [...spoken, ...words.slice(best.names.length)];
}

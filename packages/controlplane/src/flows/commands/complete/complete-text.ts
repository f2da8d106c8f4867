import { builtInCommands, featuresOf } from "../built-in/answer-built-in.ts";
import type { Completion, Completions } from "./completions.ts";
import { flagsAfter, wordsAfter } from "./known-words.ts";
import { type Place, readPlace } from "./read-place.ts";

/** The executors and aliases of a channel. */
export interface KnownWords {
	readonly executors: readonly string[];
	readonly aliases: readonly {
		readonly alias: string;
		readonly command: string;
	}[];
}

/** Suggests cluster names and labels for the beginning of a target. */
export type SuggestTargets = (prefix: string) => Promise<{
	readonly names: readonly string[];
	readonly labels: readonly string[];
}>;

/** Most completions of one answer. */
const maxItems = 50;

/**
 * Completions at the cursor of a text, however unfinished it is; at its end when there is no cursor.
 * @throws only what `suggestTargets` throws.
 */
export async function completeText(
	text: string,
	cursor: number | undefined,
	known: KnownWords,
	suggestTargets: SuggestTargets,
): Promise<Completions> {
	const place = readPlace(text, cursor ?? text.length);
	if (!place) return { from: text.length, to: text.length, items: [] };
	if (place.flag === "--cluster" || place.flag === "--cluster-name")
		return completeTarget(place, suggestTargets);
	const items =
		place.flag === undefined ? wordsAt(place, known) : timesAt(place);
	return {
		from: place.from,
		to: place.to,
		items: items
			.filter((item) => item.text.startsWith(place.prefix))
			.slice(0, maxItems),
	};
}

/** Completes the last of the targets that commas separate. */
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

function wordsAt(place: Place, known: KnownWords): readonly Completion[] {
	const words = expanded(place.words, known);
	if (place.prefix.startsWith("-"))
		return place.mayBeFlag ? flagsAfter(words) : [];
	if (place.words.length === 0) return firstWords(known);
	const features = words.length === 1 ? featuresOf(words[0] ?? "") : [];
	if (features.length > 0)
		return features.map((text) => ({ text, kind: "built-in" }));
	return [...aliasesAfter(place.words, known), ...wordsAfter(words)];
}

function firstWords({ executors, aliases }: KnownWords): readonly Completion[] {
	return [
		...executors.map((text) => ({ text, kind: "executor" as const })),
		...aliases.map(({ alias, command }) => ({
			text: alias,
			kind: "alias" as const,
			detail: command.slice(0, 200),
		})),
		...builtInCommands
			.filter((text) => !executors.includes(text))
			.map((text) => ({ text, kind: "built-in" as const })),
	].toSorted((a, b) => (a.text < b.text ? -1 : 1));
}

/** The rest of aliases that have several words. */
function aliasesAfter(
	words: readonly string[],
	{ aliases }: KnownWords,
): readonly Completion[] {
	const written = `${words.join(" ")} `;
	return aliases
		.filter(({ alias }) => alias.startsWith(written))
		.map(({ alias, command }) => ({
			text: alias.slice(written.length),
			kind: "alias",
			detail: command.slice(0, 200),
		}));
}

/** The words with the longest alias at their beginning replaced, as a command's are. */
function expanded(
	words: readonly string[],
	{ aliases }: KnownWords,
): readonly string[] {
	const [best] = aliases
		.map(({ alias, command }) => ({ names: alias.split(/\s+/), command }))
		.filter(({ names }) => names.every((name, i) => words[i] === name))
		.toSorted((a, b) => b.names.length - a.names.length);
	if (!best) return words;
	const replaced = best.command.split(/\s+/).filter((word) => word !== "");
	return [...replaced, ...words.slice(best.names.length)];
}

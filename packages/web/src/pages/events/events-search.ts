import { type NoticeLevel, noticeLevels } from "../../parts/notices/levels.ts";

/** What the address of the page asks for. Texts are names, several with commas between; those of clusters may be globs. */
export interface EventsSearch {
	readonly cluster?: string;
	readonly namespace?: string;
	readonly kind?: string;
	readonly group?: string;
	readonly text?: string;
	readonly level?: NoticeLevel;
	/** A time range that ends now; absent: the last day. */
	readonly range?: Range;
	/** Exact ends, both or none, ISO 8601: at or after, and before. */
	readonly since?: string;
	readonly until?: string;
	/** Absent: the notices. */
	readonly show?: "silences";
}

export const ranges = {
	"1h": { label: "Last hour", ms: 3_600_000 },
	"24h": { label: "Last 24 hours", ms: 86_400_000 },
	"7d": { label: "Last 7 days", ms: 7 * 86_400_000 },
	"30d": { label: "Last 30 days", ms: 30 * 86_400_000 },
} as const;
export type Range = keyof typeof ranges;

const texts = ["cluster", "namespace", "kind", "group", "text"] as const;
const longest = 250;

/** Reads what may stand in an address; what makes no sense is left out. */
export function readEventsSearch(
	given: Readonly<Record<string, unknown>>,
): EventsSearch {
	const level = noticeLevels.find((one) => one === given.level);
	const ends = endsOf(given.since, given.until);
	const isRange =
		typeof given.range === "string" && Object.hasOwn(ranges, given.range);
	return {
		...Object.fromEntries(
			texts.flatMap((name) => {
				const text = textOf(given[name]);
				return text === undefined ? [] : [[name, text]];
			}),
		),
		...(level ? { level } : {}),
		...(isRange && !ends && given.range !== "24h"
			? { range: given.range as Range }
			: {}),
		...ends,
		...(given.show === "silences" ? { show: "silences" } : {}),
	};
}

/** A router reads `text=7` as a number and `text=true` as a truth. */
function textOf(value: unknown): string | undefined {
	if (!["string", "number", "boolean"].includes(typeof value)) return undefined;
	const text = String(value).trim().slice(0, longest);
	return text === "" ? undefined : text;
}

function endsOf(since: unknown, until: unknown) {
	const [from, to] = [since, until].map((at) =>
		typeof at === "string" ? Date.parse(at) : Number.NaN,
	);
	if (from === undefined || to === undefined || !(from < to)) return undefined;
	return {
		since: new Date(from).toISOString(),
		until: new Date(to).toISOString(),
	};
}

/** As the API takes it, but for the time. */
export interface EventsFilter {
	readonly clusters?: string[];
	readonly namespaces?: string[];
	readonly kinds?: string[];
	readonly groups?: string[];
	readonly levels?: NoticeLevel[];
	readonly text?: string;
}

/** What is asked for of the API; globs stand for those of the known clusters that they match. */
export function filterOf(
	search: EventsSearch,
	known: readonly string[],
): EventsFilter {
	const { cluster, namespace, kind, group, level, text } = search;
	return {
		...(cluster ? { clusters: clustersOf(cluster, known) } : {}),
		...(namespace ? { namespaces: namesOf(namespace) } : {}),
		...(kind ? { kinds: namesOf(kind) } : {}),
		...(group ? { groups: namesOf(group) } : {}),
		...(level ? { levels: [level] } : {}),
		...(text ? { text } : {}),
	};
}

function namesOf(text: string): string[] {
	return text
		.split(",")
		.map((name) => name.trim())
		.filter((name) => name !== "");
}

/** A glob that matches nothing stays as it is: no cluster has that name, so that nothing is found instead of everything. */
function clustersOf(text: string, known: readonly string[]): string[] {
	const all = namesOf(text).flatMap((name) => {
		if (!name.includes("*")) return [name];
		const found = known.filter((one) => isLike(one, name));
		return found.length > 0 ? found : [name];
	});
	return [...new Set(all)];
}

/** Whether a name is what a glob says; piece by piece, so that no pattern takes long. */
function isLike(name: string, glob: string): boolean {
	const pieces = glob.split("*");
	const [first = ""] = pieces;
	const last = pieces.at(-1) ?? "";
	if (!name.startsWith(first) || !name.endsWith(last)) return false;
	let at = first.length;
	for (const piece of pieces.slice(1, -1)) {
		const found = name.indexOf(piece, at);
		if (found < 0) return false;
		at = found + piece.length;
	}
	return at <= name.length - last.length;
}

/** Stretches of a histogram. */
export const stretchCount = 48;

/** What time is looked at, in milliseconds: `until` is open where new notices belong to it. */
export function timeOf(
	search: EventsSearch,
	nowMs: number,
): {
	readonly sinceMs: number;
	readonly untilMs: number;
	readonly isOpen: boolean;
} {
	if (search.since && search.until)
		return {
			sinceMs: Date.parse(search.since),
			untilMs: Date.parse(search.until),
			isOpen: false,
		};
	const stretch = ranges[search.range ?? "24h"].ms / stretchCount;
	// It begins at a whole stretch, so that bars do not flow.
	const untilMs = (Math.floor(nowMs / stretch) + 1) * stretch;
	return { sinceMs: untilMs - stretch * stretchCount, untilMs, isOpen: true };
}

/** Whether anything but the time is filtered by. */
export function isFiltered(search: EventsSearch): boolean {
	return search.level !== undefined || texts.some((name) => search[name]);
}

/** Only what says which time is looked at. */
export function onlyTime({ range, since, until }: EventsSearch): EventsSearch {
	return readEventsSearch({ range, since, until });
}

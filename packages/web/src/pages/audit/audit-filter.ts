import { outcomeWords } from "../../parts/outcome-words.ts";
/** What the address of the audit page asks for. */
export interface AuditSearch {
	readonly person?: string;
	readonly cluster?: string;
	readonly code?: string;
	readonly outcome?: string;
	/** A command's id. */
	readonly command?: string;
	readonly text?: string;
	/** A time range that ends now; it takes the place of exact ends. */
	readonly range?: Range;
	/** Exact ends, ISO 8601: at or after, and before. */
	readonly since?: string;
	readonly until?: string;
	/** Absent: newest first. */
	readonly sort?: "oldest";
}

export const ranges = {
	"1h": { label: "Last hour", ms: 3_600_000 },
	"24h": { label: "Last 24 hours", ms: 86_400_000 },
	"7d": { label: "Last 7 days", ms: 7 * 86_400_000 },
	"30d": { label: "Last 30 days", ms: 30 * 86_400_000 },
} as const;
export type Range = keyof typeof ranges;

/** As the API takes it. */
export interface AuditFilter {
	readonly person?: string;
	readonly cluster?: string;
	readonly code?: string;
	readonly outcome?: string;
	readonly command?: string;
	readonly text?: string;
	readonly since?: string;
	readonly until?: string;
}

const texts = [
	"person",
	"cluster",
	"code",
	"outcome",
	"command",
	"text",
] as const;
const longest = 400;

/** Reads what may stand in an address; what makes no sense is left out. */
export function readAuditSearch(
	given: Readonly<Record<string, unknown>>,
): AuditSearch {
	const range =
		typeof given.range === "string" && Object.hasOwn(ranges, given.range)
			? (given.range as Range)
			: undefined;
	return {
		...Object.fromEntries(
			texts.flatMap((name) => {
				const text = textOf(given[name]);
				return text === undefined ? [] : [[name, text]];
			}),
		),
		...(range ? { range } : {}),
		...(range ? {} : instant("since", given.since)),
		...(range ? {} : instant("until", given.until)),
		...(given.sort === "oldest" ? { sort: given.sort } : {}),
	};
}

/** A router reads `text=7` as a number and `text=true` as a truth. */
function textOf(value: unknown): string | undefined {
	if (!["string", "number", "boolean"].includes(typeof value)) return undefined;
	const text = String(value).trim().slice(0, longest);
	return text === "" ? undefined : text;
}

function instant(name: "since" | "until", value: unknown): AuditSearch {
	const at = typeof value === "string" ? Date.parse(value) : Number.NaN;
	return Number.isNaN(at) ? {} : { [name]: new Date(at).toISOString() };
}

/** What is asked of the API: a range becomes the instant it begins at, full minutes, so that the same is asked within one. */
export function filterOf(search: AuditSearch, nowMs: number): AuditFilter {
	const { range, sort: _, ...filter } = search;
	if (!range) return filter;
	const minute = 60_000;
	const since = Math.floor((nowMs - ranges[range].ms) / minute) * minute;
	return { ...filter, since: new Date(since).toISOString() };
}

/** One thing that is filtered by, to be shown and taken away. */
export interface FilterChip {
	readonly name: keyof AuditSearch;
	readonly words: string;
}

/** What is filtered by, in words. */
export function chipsOf(
	search: AuditSearch,
	codeLabel: (code: string) => string,
): FilterChip[] {
	const { range, since, until } = search;
	const words: Partial<Record<keyof AuditSearch, string | undefined>> = {
		person: search.person,
		cluster: search.cluster && `in ${search.cluster}`,
		code: search.code && codeLabel(search.code),
		outcome: search.outcome && outcomeWords(search.outcome),
		command: search.command && `about ${search.command}`,
		text: search.text && `“${search.text}”`,
		range: range && ranges[range].label.toLowerCase(),
		since: since && `since ${localTime(since)}`,
		until: until && `until ${localTime(until)}`,
	};
	return Object.entries(words).flatMap(([name, said]) =>
		said ? [{ name: name as keyof AuditSearch, words: said }] : [],
	);
}

/** Whether anything is filtered by; an order shows all there is. */
export function isFiltered({ sort: _, ...filters }: AuditSearch): boolean {
	return Object.keys(filters).length > 0;
}

/** Nothing is filtered by any more; the order stays. */
export function withoutFilters({ sort }: AuditSearch): AuditSearch {
	return sort ? { sort } : {};
}

/** The same search in another order. */
export function sorted(
	search: AuditSearch,
	order: "newest" | "oldest",
): AuditSearch {
	const { sort: _, ...filters } = search;
	return order === "oldest" ? { ...filters, sort: order } : filters;
}

/** A search without one of its parts. */
export function without(
	search: AuditSearch,
	name: keyof AuditSearch,
): AuditSearch {
	const { [name]: _, ...rest } = search;
	return rest;
}

/** Where the records are had as a file: all that match, in one stream. */
export function exportUrl(
	filter: AuditFilter,
	of: { readonly format: "jsonl" | "csv"; readonly organisation: string },
): string {
	const query = new URLSearchParams({ ...of, ...filter });
	return `/audit/export?${query}`;
}

function localTime(at: string): string {
	return new Date(at).toLocaleString(undefined, {
		dateStyle: "medium",
		timeStyle: "short",
	});
}

/** An instant as a field for local date and time takes it: `2026-01-02T03:04`; empty for none. */
export function toLocalField(at: string | undefined): string {
	if (!at) return "";
	const date = new Date(at);
	const local = date.getTime() - date.getTimezoneOffset() * 60_000;
	return new Date(local).toISOString().slice(0, 16);
}

/** What such a field holds as an instant; undefined while it is not one. */
export function fromLocalField(value: string): string | undefined {
	const isWhole = /^\d{4,6}-\d\d-\d\dT\d\d:\d\d/.test(value);
	const at = isWhole ? new Date(value).getTime() : Number.NaN;
	return Number.isNaN(at) ? undefined : new Date(at).toISOString();
}

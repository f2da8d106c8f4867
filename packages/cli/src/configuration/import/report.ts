import type { Path } from "@quarterdeck/contract/configuration";
import { safeText } from "../../output/safe-text.ts";

/**
 * What became of a key: used as it is; used, but not as it was written; kept in the file without effect; not in the file; a secret in
 * plain text; or something to know about it.
 */
export const verdicts = [
	"taken",
	"changed",
	"no counterpart",
	"left out",
	"secret",
	"note",
] as const;
export type Verdict = (typeof verdicts)[number];

/** One line of the report. */
export interface ReportEntry {
	readonly verdict: Verdict;
	readonly file: string;
	/** From 1; undefined when it stands in no file. */
	readonly line: number | undefined;
	readonly path: string;
	/** Why, and what to do instead; a clause. Empty for what is simply taken. */
	readonly why: string;
}

/** Where a path was written: by the last that wrote it. */
export interface Place {
	readonly file: string;
	readonly line: number | undefined;
	readonly column: number;
}
export type PlaceOf = (path: Path) => Place;

/** As compilers write it, so that editors find the place. */
export function reportLine({
	verdict,
	file,
	line,
	path,
	why,
}: ReportEntry): string {
	const place = line === undefined ? file : `${file}:${line}`;
	return safeText(
		`${place}  ${verdict} ${path}${why === "" ? "" : `: ${why}`}.`,
	).replaceAll("\n", " ");
}

/** In the order of the files and their lines; what stands in none comes last. */
export function sortReport(
	entries: readonly ReportEntry[],
	files: readonly string[],
): ReportEntry[] {
	const rank = ({ file, line }: ReportEntry) =>
		(files.includes(file) ? files.indexOf(file) : files.length) * 1e6 +
		(line ?? 0);
	return entries.toSorted((a, b) => rank(a) - rank(b));
}

/** How many of each, in one line. */
export function summary(entries: readonly ReportEntry[]): string {
	const counts = verdicts.flatMap((verdict) => {
		const count = entries.filter((one) => one.verdict === verdict).length;
		return count === 0 ? [] : [`${count} ${verdict}`];
	});
	return counts.join(", ");
}

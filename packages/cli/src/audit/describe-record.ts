import { byName } from "../output/by-name.ts";
import { safeText } from "../output/safe-text.ts";
import type { AuditRecord } from "./audit-record.ts";

/** Members of a list that are shown; `-o json` has all of them. */
const shownMembers = 20;

/** A record for a person, a line for each thing that is known of it; long lists are cut and say so. */
export function describeRecord(record: AuditRecord): string {
	const facts =
		typeof record.facts === "object" && record.facts !== null
			? Object.entries(record.facts)
			: [];
	const rows: readonly (readonly [string, unknown])[] = [
		["record", record.seq],
		["id", record.id],
		["at", record.at],
		["what", record.code],
		["outcome", record.outcome],
		["who", record.person],
		["about", record.subject],
		["clusters", record.clusters.toSorted(byName)],
		["channel", record.channel],
		["duration", durationOf(record.durationMs)],
		["output SHA-256", record.digest],
		["reference", record.ref],
		...facts,
		["hash", record.hash],
	];
	const known = rows.filter(([, value]) => !isEmpty(value));
	const width = Math.max(...known.map(([name]) => name.length));
	return known
		.flatMap(([name, value]) =>
			linesOf(value).map(
				(line, i) =>
					`${safeText(i === 0 ? name.padEnd(width) : " ".repeat(width))}   ${safeText(line)}\n`,
			),
		)
		.join("");
}

function isEmpty(value: unknown): boolean {
	return (
		value === null ||
		value === undefined ||
		value === "" ||
		(Array.isArray(value) && value.length === 0)
	);
}

function linesOf(value: unknown): string[] {
	if (!Array.isArray(value)) return plain(value).split("\n");
	const more = value.length - shownMembers;
	return [
		...value.slice(0, shownMembers).map(plain),
		...(more > 0 ? [`and ${more} more; all of them: -o json`] : []),
	];
}

function plain(value: unknown): string {
	return typeof value === "object" ? JSON.stringify(value) : String(value);
}

function durationOf(durationMs: number | null): string | null {
	return durationMs === null ? null : `${Math.round(durationMs)} ms`;
}

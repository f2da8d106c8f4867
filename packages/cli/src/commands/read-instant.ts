import { readDuration } from "@quarterdeck/contract";

const dayMs = 86_400_000;

/**
 * An instant as a person writes it, in ISO 8601 with `Z`: a duration back from `now` (`90m`, `1h30m`, `2d`), a day (`today`, `yesterday`,
 * `2026-11-22`: when it begins), or a date with a time. Days and times without a zone are UTC, as lists show them. Undefined for anything
 * else.
 */
export function readInstant(text: string, now: Date): string | undefined {
	const ms = durationMs(text);
	if (ms !== undefined) return iso(now.getTime() - ms);
	const today = Math.floor(now.getTime() / dayMs) * dayMs;
	if (text === "now") return iso(now.getTime());
	if (text === "today") return iso(today);
	if (text === "yesterday") return iso(today - dayMs);
	const written =
		/^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?)(Z|[+-]\d{2}:\d{2})?)?$/i.exec(
			text,
		);
	if (!written) return undefined;
	const [, day, time = "00:00:00", zone = "Z"] = written;
	const at = iso(Date.parse(`${day}T${time}${zone.toUpperCase()}`));
	// The 31st of November would become the 1st of December.
	const isReal = iso(Date.parse(`${day}T00:00:00Z`))?.startsWith(day ?? "");
	return isReal ? at : undefined;
}

/** A number alone could be meant as a year. */
function durationMs(text: string): number | undefined {
	const seconds = /^\d+$/.test(text) ? undefined : readDuration(text);
	return seconds === undefined ? undefined : seconds * 1000;
}

function iso(ms: number): string | undefined {
	const at = new Date(ms);
	const isPlain = at.getTime() >= Date.parse("0001-01-01T00:00:00Z");
	return isPlain ? at.toISOString() : undefined;
}

import { AppError } from "@quarterdeck/contract";

/** What every part that holds an instant takes, PostgreSQL and the chain among them: years of four digits. */
const first = Date.parse("0001-01-01T00:00:00Z");
const last = Date.parse("9999-12-31T23:59:59.999Z");

/** An instant that somebody wrote. @throws AppError INPUT_INVALID that names the field, for what is none or far from any calendar. */
export function readInstant(field: string, text: unknown): Date {
	const at = typeof text === "string" ? new Date(text) : undefined;
	const ms = at?.getTime() ?? Number.NaN;
	if (at && ms >= first && ms <= last) return at;
	throw new AppError("INPUT_INVALID", {
		field,
		reason:
			"expected a time such as 2026-01-02T03:04:05Z, from the year 1 to the year 9999",
	});
}

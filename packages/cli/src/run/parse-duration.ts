import { CliFailure } from "../cli-failure.ts";
import { exitCodes } from "../exit-codes.ts";

const unitSeconds = { s: 1, m: 60, h: 3600 } as const;

/** Seconds of `90`, `90s`, `5m`, `1h` or `1m30s`. @throws CliFailure for anything else. */
export function parseDurationSeconds(text: string): number {
	if (/^\d{1,6}$/.test(text)) return Number(text);
	const parts = [...text.matchAll(/(\d{1,6})([smh])/g)];
	if (parts.length === 0 || parts.map(([part]) => part).join("") !== text) {
		throw new CliFailure(
			`Invalid duration ${JSON.stringify(text)}. Use for example 90s, 5m or 1h.`,
			{ exitCode: exitCodes.usage },
		);
	}
	return parts.reduce(
		(sum, [, count, unit]) =>
			sum + Number(count) * unitSeconds[unit as keyof typeof unitSeconds],
		0,
	);
}

import { AppError } from "@quarterdeck/contract";
import type {
	CommandCounts,
	SlowestRuns,
} from "../../../rooms/commands/index.ts";
import { type Caller, checkMay } from "../../../rooms/permissions/index.ts";
import { type ReadDeps, readableBy } from "./read-commands.ts";

/** A stretch of time: from ≤ started < before. */
export interface TimeRange {
	readonly from: Date;
	readonly before: Date;
}

/** A week, and a day for who reckons in another time zone. */
const maxDays = 8;
const maxStretches = 200;
/** Of each kind: more than can be looked into at once helps nobody. */
const mostSlow = 8;

/**
 * How many commands that they may read began in each of so many equal stretches of the range.
 * @throws AppError NOT_ALLOWED, INPUT_INVALID for a range that is empty or longer than eight days, or that cannot be divided so.
 */
export async function countReadableCommands(
	deps: ReadDeps,
	caller: Caller,
	range: TimeRange,
	stretches: number,
): Promise<CommandCounts> {
	await checkMay(deps, caller, "command.read");
	const seconds = secondsOf(range) / stretches;
	if (stretches < 1 || stretches > maxStretches || !Number.isInteger(seconds))
		throw new AppError("INPUT_INVALID", {
			field: "stretches",
			reason: `expected 1 to ${maxStretches}, each of whole seconds`,
		});
	const readable = await readableBy(deps, caller);
	return deps.commandRecords.countCommands(
		caller.organisationId,
		{ ...range, readable },
		seconds,
	);
}

/**
 * Where runs took longest in the range, of commands that they may read.
 * @throws AppError NOT_ALLOWED, INPUT_INVALID for a range that is empty or longer than eight days.
 */
export async function slowestReadableRuns(
	deps: ReadDeps,
	caller: Caller,
	range: TimeRange,
): Promise<SlowestRuns> {
	await checkMay(deps, caller, "command.read");
	secondsOf(range);
	const readable = await readableBy(deps, caller);
	return deps.commandRecords.slowestRuns(
		caller.organisationId,
		{ ...range, readable },
		mostSlow,
	);
}

function secondsOf({ from, before }: TimeRange): number {
	const seconds = (before.getTime() - from.getTime()) / 1000;
	if (seconds <= 0 || seconds > maxDays * 24 * 3600)
		throw new AppError("INPUT_INVALID", {
			field: "until",
			reason: `expected a time after since, and at most ${maxDays} days after it`,
		});
	return seconds;
}

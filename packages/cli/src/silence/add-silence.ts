import { readDuration } from "@quarterdeck/contract";
import { createSilenceDocument } from "../api/documents.ts";
import { CliFailure } from "../cli-failure.ts";
import type { CommandContext } from "../command-context.ts";
import { exitCodes } from "../exit-codes.ts";
import { safeText } from "../output/safe-text.ts";
import { matcherText, type Silence } from "./list-silences.ts";

export interface AddSilenceOptions {
	readonly cluster?: string;
	readonly namespace?: string;
	readonly kind?: string;
	readonly name?: string;
	readonly group?: string;
	readonly level?: string;
	readonly text?: string;
	/** A duration from now. */
	readonly for: string;
	readonly reason: string;
}

/** Creates a silence and prints its ID and end. @throws CliFailure for a duration that is none. */
export async function addSilence(
	options: AddSilenceOptions,
	context: CommandContext,
): Promise<void> {
	const { for: duration, reason, level, ...globs } = options;
	const seconds = readDuration(duration);
	if (seconds === undefined)
		throw new CliFailure(
			`--for ${duration} is not a duration: write it as 30m, 2h or 1d.`,
			{ exitCode: exitCodes.usage },
		);
	const { createSilence } = await context
		.api()
		.ask<{ createSilence: Silence }>(createSilenceDocument, {
			matcher: {
				...globs,
				...(level === undefined ? {} : { level: level.toUpperCase() }),
			},
			reason,
			endsAt: new Date(context.now().getTime() + seconds * 1000).toISOString(),
		});
	const { id, matcher, endsAt } = createSilence;
	context.terminal.out(
		`Silenced ${safeText(matcherText(matcher))} until ${endsAt}.\nEnd it early: qd silence end ${id}\n`,
	);
}

import type { RunId, RunOutput } from "@quarterdeck/contract";
import type { CommandRun } from "../../../rooms/commands/index.ts";
import type { Caller } from "../../../rooms/permissions/index.ts";
import { findReadable, requireReadable } from "../read/may-read-command.ts";
import type { CommandOutputs } from "../run/command-outputs.ts";
import type { CommandEvent } from "./command-event.ts";
import { eventsOf, type FollowDeps } from "./follow-command.ts";
import { whileReadable } from "./while-readable.ts";

export interface FollowOutputDeps extends FollowDeps {
	readonly outputs: Pick<CommandOutputs, "follow">;
}

/** A piece of a run's output, or its end, which is last and has the run as it ended. */
export type OutputPiece =
	| RunOutput
	| { readonly kind: "end"; readonly run: CommandRun };

/**
 * All that is kept of a run's output with its streams apart: what there is at once, what follows while the command runs in this process,
 * and all of it at its end when another one runs it. A reader is never hurried: what it has not taken stays where it is kept.
 *
 * @returns undefined when there is no such run or its command is closed to them.
 * @throws AppError NOT_ALLOWED; also later, as COMMAND_NOT_FOUND, when it is closed to them meanwhile.
 */
export async function followOutput(
	deps: FollowOutputDeps,
	caller: Caller,
	runId: RunId,
	askAgain: () => Promise<Caller> = async () => caller,
): Promise<AsyncIterableIterator<OutputPiece> | undefined> {
	const { organisationId } = caller;
	const origin = await findReadable(deps, caller, { runId });
	if (!origin) return undefined;
	const commandId = origin.id;
	// Whatever was said before it began is of no interest: the output itself is read where it is kept.
	const events = await eventsOf(deps, { organisationId, commandId }, 1);
	const stop = new AbortController();
	const open = () => deps.outputs.follow(organisationId, runId, stop.signal);
	return whileReadable(
		{
			clock: deps.clock,
			onChange: (listener) => deps.catalog.follow(organisationId, listener),
		},
		endingAtOnce(piecesOf(events, runId, open), async () => {
			stop.abort();
			await events.return?.();
		}),
		async () => requireReadable(deps, await askAgain(), commandId),
	);
}

async function* piecesOf(
	events: AsyncIterableIterator<CommandEvent>,
	runId: RunId,
	open: () => ReturnType<CommandOutputs["follow"]>,
): AsyncGenerator<OutputPiece, void, undefined> {
	let output = await open();
	if (output) yield* output;
	for await (const { run, kind } of events) {
		if (!output) {
			output = await open();
			if (output) yield* output;
		}
		if (kind !== "run-ended" || run?.runId !== runId) continue;
		yield { kind: "end", run };
		return;
	}
}

/** A generator's own `return()` would wait for the next piece: what it waits for is ended first. */
function endingAtOnce<T>(
	pieces: AsyncGenerator<T, void, undefined>,
	end: () => Promise<void>,
): AsyncIterableIterator<T> {
	return {
		[Symbol.asyncIterator]() {
			return this;
		},
		next: () => pieces.next(),
		async return() {
			await end();
			await pieces.return();
			return { done: true, value: undefined };
		},
	};
}

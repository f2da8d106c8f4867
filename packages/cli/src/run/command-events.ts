import { setTimeout as pause } from "node:timers/promises";
import { type ApiClient, ConnectionLost } from "../api/api-client.ts";
import { commandEventsDocument } from "../api/documents.ts";
import { CliFailure } from "../cli-failure.ts";
import { exitCodes } from "../exit-codes.ts";
import type { RunOutcome } from "./outcome-words.ts";

export interface ClusterRun {
	readonly id: string;
	readonly cluster: string;
	readonly state: string;
	readonly outcome: RunOutcome;
	readonly exitCode: number | null;
	readonly durationMs: number | null;
	readonly outputBytes: number;
	/** Less was kept than the program wrote. */
	readonly incomplete: boolean;
	/** The events had less of the output than was kept. */
	readonly shortened: boolean;
	readonly outputUrl: string | null;
	readonly digest: string | null;
	/** What explains a refusal of Kubernetes that names a user nobody knows. */
	readonly advice: string | null;
	readonly error: {
		readonly code: string;
		readonly message: string;
		readonly ref: string | null;
		readonly hint: string | null;
		/** When to try again; only where nothing was run. */
		readonly retryAfterSeconds: number | null;
	} | null;
}

export interface CommandEvent {
	readonly seq: number;
	readonly cluster: string | null;
	readonly kind:
		| "ACCEPTED"
		| "WAITING"
		| "STDOUT"
		| "STDERR"
		| "NOTE"
		| "RUN_ENDED"
		| "COMMAND_ENDED";
	readonly text: string | null;
	/** With a note: it is about what these events show, not about what is kept. */
	readonly ofView?: boolean | null;
	readonly at: string;
	readonly run: ClusterRun | null;
	/** How the whole command ended; with COMMAND_ENDED only. */
	readonly state?: string | null;
}

/** How long a control plane may be away before we stop asking. */
const reconnectTimeoutMs = 30_000;

/**
 * What happens to a command, from the beginning to COMMAND_ENDED. When the connection is lost it is resumed after the
 * last event that was heard, so that nothing is told twice or missed.
 * @throws CliFailure when the control plane stays away.
 */
export async function* commandEvents(
	api: ApiClient,
	id: string,
	say: (text: string) => void,
): AsyncGenerator<CommandEvent> {
	let after = 0;
	let brokenSinceMs: number | undefined;
	for (let attempt = 0; ; attempt++) {
		try {
			for await (const { commandEvents: event } of api.follow<{
				commandEvents: CommandEvent;
			}>(commandEventsDocument, { id, after })) {
				if (event.seq <= after) continue;
				after = event.seq;
				brokenSinceMs = undefined;
				attempt = 0;
				yield event;
				if (event.kind === "COMMAND_ENDED") return;
			}
			return;
		} catch (error) {
			if (!worthAnotherTry(error)) throw error;
			brokenSinceMs ??= performance.now();
			if (performance.now() - brokenSinceMs > reconnectTimeoutMs)
				throw stillAway(api.url, id, error);
			if (attempt === 0) say("qd: connection lost; reconnecting\n");
			await pause(Math.min(2000, 100 * 2 ** attempt));
		}
	}
}

function worthAnotherTry(error: unknown): boolean {
	return (
		error instanceof ConnectionLost ||
		(error instanceof CliFailure &&
			error.exitCode === exitCodes.unreachable &&
			error.cause !== undefined)
	);
}

function stillAway(url: string, id: string, cause: unknown): CliFailure {
	return new CliFailure(
		`The connection to the control plane at ${url} was lost while ${id} was running, and it did not come back within ${reconnectTimeoutMs / 1000} s.\nThe command may still be running. Check later with: qd audit list --command ${id}`,
		{
			exitCode: exitCodes.unreachable,
			cause,
		},
	);
}

import {
	AppError,
	asAppError,
	errorBody,
	type RunEnd,
} from "@quarterdeck/contract";
import { type PluginAnswer, PluginFailure } from "@quarterdeck/plugin-sdk/host";
import type { RunOutputs } from "./run-output.ts";
import { splitMessages } from "./split-message.ts";
import type { TimeLimit } from "./time-limit.ts";

/** How a run ended, without what was counted. */
export type RunEnding = Pick<
	RunEnd,
	"outcome" | "exitCode" | "message" | "error"
>;

/** What the ending is derived from. */
export interface EndedRun {
	readonly cluster: string;
	readonly plugin: string;
	/** Who asked, by the name people know. */
	readonly person: string;
	readonly time: TimeLimit;
	/** The caller's signal: its reason says why the answer is no longer wanted. */
	readonly signal: AbortSignal;
}

/** The ending of a plugin that answered; the text of its answer joins the output. */
export async function answered(
	answer: PluginAnswer,
	outputs: RunOutputs,
): Promise<RunEnding> {
	const messages = answer.message
		? [answer.message, ...answer.messages]
		: answer.messages;
	const { text, rest } = splitMessages(messages);
	if (text) await outputs.push("stdout", Buffer.from(text, "utf8"));
	return {
		outcome: answer.exitCode === 0 ? "succeeded" : "failed",
		exitCode: answer.exitCode,
		...(rest ? { message: rest } : {}),
	};
}

/** The ending of a run that was stopped, or whose plugin did not answer. */
export function endingOf(thrown: unknown, run: EndedRun): RunEnding {
	const { plugin, time } = run;
	if (time.signal.aborted) return stoppedEnding(run);
	if (!(thrown instanceof PluginFailure))
		return { outcome: "failed", error: errorBody(asAppError(thrown)) };
	const reason = thrown.message.slice(0, 4000).replace(/\.$/, "");
	return thrown.reason === "refused"
		? {
				outcome: "refused",
				error: errorBody(new AppError("PLUGIN_REFUSED", { reason })),
			}
		: {
				outcome: "failed",
				error: errorBody(new AppError("PLUGIN_FAILED", { plugin, reason })),
			};
}

function stoppedEnding(run: EndedRun): RunEnding {
	const { cluster, person, signal, time } = run;
	const why = whyOf(signal.reason);
	if (time.isOver() || why === "deadline") {
		const seconds = Math.round(time.limitMs / 1000);
		const error = new AppError("RUN_TIMEOUT", { cluster, seconds });
		return { outcome: "timed-out", error: errorBody(error) };
	}
	const error =
		why === "closing"
			? new AppError("AGENT_STOPPING", { cluster })
			: new AppError("COMMAND_CANCELLED", { person });
	return { outcome: "cancelled", error: errorBody(error) };
}

/** The carrier of the order says why it stopped it; flows do not know the carrier. */
function whyOf(reason: unknown): string | undefined {
	return reason instanceof Error && "why" in reason
		? String(reason.why)
		: undefined;
}

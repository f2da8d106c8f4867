import { Code, ConnectError } from "@connectrpc/connect";
import { PluginFailure } from "./plugin-failure.ts";

/** Carries what a caller's own reader threw past the failures of the call. */
export class ReaderThrew extends Error {
	constructor(cause: unknown) {
		super("a reader of the output threw", { cause });
		this.name = "ReaderThrew";
	}
}

/** What ended a call, as the caller knows it. */
export interface CallCircumstances {
	readonly caller: AbortSignal | undefined;
	readonly deadline: AbortSignal;
	readonly limits: { readonly maxAnswerBytes: number };
	/** What became of the process; waits a moment for a death that is only just happening. */
	readonly describeDeath: () => Promise<string>;
}

/** What a failed call means. What a caller's own reader threw is given back as it is. */
export async function asPluginFailure(
	error: unknown,
	circumstances: CallCircumstances,
): Promise<unknown> {
	const options = { cause: error };
	if (error instanceof PluginFailure) return error;
	// The library wraps what the dialling of a connection throws.
	if (error instanceof ConnectError && error.cause instanceof PluginFailure)
		return error.cause;
	if (circumstances.caller?.aborted)
		return new PluginFailure("cancelled", "The call was cancelled.", options);
	if (circumstances.deadline.aborted || isDeadline(error))
		return new PluginFailure(
			"timeout",
			"The plugin did not answer before the deadline.",
			options,
		);
	if (error instanceof ReaderThrew) return error.cause;
	if (isAnswer(error))
		return new PluginFailure("refused", error.rawMessage, options);
	return localFailure(ConnectError.from(error), circumstances);
}

function isDeadline(error: unknown): boolean {
	return error instanceof ConnectError && error.code === Code.DeadlineExceeded;
}

/** True when the plugin sent the error itself, in its trailer. */
export function isAnswer(error: unknown): error is ConnectError {
	return error instanceof ConnectError && error.metadata.has("grpc-status");
}

async function localFailure(
	error: ConnectError,
	{ limits, describeDeath }: CallCircumstances,
): Promise<PluginFailure> {
	const options = { cause: error };
	if (error.code === Code.ResourceExhausted)
		return new PluginFailure(
			"too-large",
			`The plugin's answer, or the request to it, is larger than allowed (answers: ${limits.maxAnswerBytes} bytes).`,
			options,
		);
	if (isConnectionLost(error))
		return new PluginFailure("died", await describeDeath(), options);
	return new PluginFailure(
		"malformed",
		`The plugin's answer cannot be read: ${error.rawMessage}.`,
		options,
	);
}

const lostCodes: readonly Code[] = [
	Code.Unavailable,
	Code.Aborted,
	Code.Canceled,
];

function isConnectionLost(error: ConnectError): boolean {
	return (
		lostCodes.includes(error.code) ||
		/^(http\/2 )?stream closed/i.test(error.rawMessage)
	);
}

/** True when the plugin does not know the method that was called. */
export function isUnimplemented(error: unknown): boolean {
	return error instanceof ConnectError && error.code === Code.Unimplemented;
}

import { exitCodes } from "./exit-codes.ts";

/** A failure that is told in its own words, without a stack; the process ends with `exitCode`. */
export class CliFailure extends Error {
	readonly exitCode: number;
	/** When to try again, where a limit was met that passes by itself. */
	readonly retryAfterSeconds: number | undefined;

	constructor(
		message: string,
		options: {
			readonly exitCode?: number;
			readonly cause?: unknown;
			readonly retryAfterSeconds?: number | undefined;
		} = {},
	) {
		super(message, options.cause === undefined ? {} : { cause: options.cause });
		this.name = "CliFailure";
		this.retryAfterSeconds = options.retryAfterSeconds;
		this.exitCode = options.exitCode ?? exitCodes.failed;
	}
}

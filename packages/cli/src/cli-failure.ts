import { exitCodes } from "./exit-codes.ts";

/** A failure that is told in its own words, without a stack; the process ends with `exitCode`. */
export class CliFailure extends Error {
	readonly exitCode: number;

	constructor(
		message: string,
		options: { readonly exitCode?: number; readonly cause?: unknown } = {},
	) {
		super(message, options.cause === undefined ? {} : { cause: options.cause });
		this.name = "CliFailure";
		this.exitCode = options.exitCode ?? exitCodes.failed;
	}
}

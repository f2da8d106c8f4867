import { z } from "zod";
import {
	type ErrorCode,
	type ErrorFacts,
	type ErrorKind,
	errorKind,
	errorMessage,
	isErrorCode,
} from "./errors.ts";
import { type ErrorId, idSchema } from "./ids.ts";

type FactsArgument<C extends ErrorCode> = keyof ErrorFacts<C> extends never
	? Readonly<Record<string, never>>
	: ErrorFacts<C>;

/**
 * The one error of the product. From it come a reply a person can act on, the audit outcome and one log line,
 * all three carrying the same `ref`.
 */
export class AppError<C extends ErrorCode = ErrorCode> extends Error {
	readonly code: C;
	readonly facts: Readonly<Record<string, string | number>>;
	/** Set when it is first reported; what a person quotes and an operator searches for. */
	ref: ErrorId | undefined;

	constructor(
		code: C,
		facts: FactsArgument<C>,
		options?: { readonly cause?: unknown; readonly ref?: ErrorId },
	) {
		super(
			errorMessage(code, facts),
			options?.cause === undefined ? {} : { cause: options.cause },
		);
		this.name = "AppError";
		this.code = code;
		this.facts = facts;
		this.ref = options?.ref;
	}

	get kind(): ErrorKind {
		return errorKind(this.code);
	}
}

/** A failure as it crosses a process boundary. */
export const errorBodySchema = z.object({
	code: z.string().max(64),
	facts: z
		.record(z.string().max(64), z.union([z.string().max(4096), z.number()]))
		.default({}),
	ref: idSchema("error").optional(),
});
export type ErrorBody = z.output<typeof errorBodySchema>;

/** The failure without its cause and stack: those stay in the process that knows them. */
export function errorBody(error: AppError): ErrorBody {
	return {
		code: error.code,
		facts: { ...error.facts },
		...(error.ref ? { ref: error.ref } : {}),
	};
}

/** The failure another process sent. A code this build does not know becomes INTERNAL with the same ref. */
export function errorFromBody(body: ErrorBody): AppError {
	const options = body.ref ? { ref: body.ref } : {};
	if (!isErrorCode(body.code))
		return new AppError("INTERNAL", {}, { ...options, cause: body });
	return new AppError(
		body.code as ErrorCode,
		body.facts as FactsArgument<ErrorCode>,
		options,
	);
}

/** Any thrown value as an AppError; what is not one of ours becomes INTERNAL and keeps the original as its cause. */
export function asAppError(thrown: unknown): AppError {
	return thrown instanceof AppError
		? thrown
		: new AppError("INTERNAL", {}, { cause: thrown });
}

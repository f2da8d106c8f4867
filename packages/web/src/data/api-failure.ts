/** What the control plane said when something did not work; `code` is one of its error codes. */
export interface Failure {
	readonly code: string;
	readonly kind: string;
	readonly message: string;
	/** What an operator finds in the log. */
	readonly ref?: string | undefined;
	readonly facts: Readonly<Record<string, unknown>>;
}

/** A request that did not work, with what the control plane said about it. */
export class ApiFailure extends Error {
	readonly failure: Failure;

	constructor(failure: Failure) {
		super(failure.message);
		this.name = "ApiFailure";
		this.failure = failure;
	}
}

/** The failure behind whatever was thrown. */
export function failureOf(thrown: unknown): Failure {
	if (thrown instanceof ApiFailure) return thrown.failure;
	const message = thrown instanceof Error ? thrown.message : String(thrown);
	return { code: "PAGE_BROKEN", kind: "internal", message, facts: {} };
}

/** The control plane cannot be reached: nothing is known about what was asked. */
export function unreachable(): ApiFailure {
	return new ApiFailure({
		code: "UNREACHABLE",
		kind: "unavailable",
		message:
			"The control plane is not responding. Check your connection; this page recovers by itself.",
		facts: {},
	});
}

/** What a proxy answers for a control plane that is away, and a control plane that is still starting. */
const awayStatuses = [502, 503, 504];

/** Whether an answer of this status comes from something in front of a control plane that is away. */
export function isAwayStatus(status: number): boolean {
	return awayStatuses.includes(status);
}

/** An answer's errors, in GraphQL's shape or ours, as a failure. */
export function readFailure(body: unknown, status: number): ApiFailure {
	const error = firstError(body);
	if (!error && isAwayStatus(status)) return unreachable();
	const extensions = (error?.extensions ?? error ?? {}) as Partial<Failure>;
	return new ApiFailure({
		code: extensions.code ?? `HTTP_${status}`,
		kind: extensions.kind ?? (status === 401 ? "unauthenticated" : "internal"),
		message:
			error?.message ?? `The control plane answered with status ${status}.`,
		ref: extensions.ref,
		facts: extensions.facts ?? {},
	});
}

interface WireError {
	readonly message?: string;
	readonly extensions?: Partial<Failure>;
}

function firstError(body: unknown): WireError | undefined {
	if (typeof body !== "object" || body === null) return undefined;
	const { errors, error } = body as {
		errors?: readonly WireError[];
		error?: WireError;
	};
	return errors?.[0] ?? error;
}

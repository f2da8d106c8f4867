import { z } from "zod";

const statusSchema = z.object({
	kind: z.literal("Status"),
	message: z.string().optional(),
	reason: z.string().optional(),
	code: z.number().optional(),
	details: z
		.looseObject({ retryAfterSeconds: z.number().optional() })
		.optional(),
});

/** The API server refused a request. `status` is the HTTP status, `reason` its word for it, e.g. `Conflict`. */
export class KubeError extends Error {
	readonly status: number;
	readonly reason: string;
	/** How long the server asks to wait, when it says so. */
	readonly retryAfterMs: number | undefined;

	constructor(what: {
		readonly status: number;
		readonly reason: string;
		readonly message: string;
		readonly retryAfterMs?: number | undefined;
	}) {
		super(what.message);
		this.name = "KubeError";
		this.status = what.status;
		this.reason = what.reason;
		this.retryAfterMs = what.retryAfterMs;
	}
}

/** The error that an answer, or an ERROR event of a watch, tells of. */
export function kubeErrorFrom(
	status: number,
	body: unknown,
	retryAfter?: string,
): KubeError {
	const parsed = statusSchema.safeParse(body);
	const { message, reason, code, details } = parsed.success
		? parsed.data
		: {
				message: undefined,
				reason: undefined,
				code: undefined,
				details: undefined,
			};
	const seconds = details?.retryAfterSeconds ?? Number(retryAfter);
	return new KubeError({
		status: status === 200 ? (code ?? 500) : status,
		reason: reason ?? "Unknown",
		message: message ?? `the API server answered ${status}`,
		retryAfterMs: seconds > 0 ? seconds * 1000 : undefined,
	});
}

/** Whether it is the API server's answer with this HTTP status. */
export function isKubeStatus(error: unknown, status: number): boolean {
	return error instanceof KubeError && error.status === status;
}

import { AppError } from "@quarterdeck/contract";
import type { Clock } from "@quarterdeck/runtime";
import type { Context } from "hono";

/** A body may take so long; whoever sends slower holds a place and a half-made wish. */
export const bodyWithinSeconds = 15;

/**
 * The whole body of a request. @throws AppError INPUT_TOO_LARGE over `maxBytes`, REQUEST_TOO_SLOW when it is not whole within
 * `bodyWithinSeconds`, INPUT_INVALID when it was incomplete.
 */
export async function readBody(
	c: Context,
	given: { readonly clock: Clock; readonly maxBytes: number },
): Promise<Buffer<ArrayBuffer>> {
	const { clock, maxBytes } = given;
	const reader = c.req.raw.body?.getReader();
	if (!reader) return Buffer.alloc(0);
	const late = Promise.withResolvers<never>();
	late.promise.catch(() => {});
	const timer = clock.after(bodyWithinSeconds * 1000, () =>
		late.reject(
			new AppError("REQUEST_TOO_SLOW", { seconds: bodyWithinSeconds }),
		),
	);
	const parts: Uint8Array[] = [];
	let bytes = 0;
	try {
		for (;;) {
			const read = reader.read().catch(() => Promise.reject(cutOff()));
			const { done, value } = await Promise.race([late.promise, read]);
			if (done) return Buffer.concat(parts);
			bytes += value.length;
			if (bytes > maxBytes) throw tooLarge(maxBytes);
			parts.push(value);
		}
	} catch (error) {
		reader.cancel().catch(() => {});
		throw error;
	} finally {
		timer.cancel();
	}
}

function tooLarge(limit: number): AppError {
	return new AppError("INPUT_TOO_LARGE", {
		what: "The request",
		limit,
		hint: "Send a smaller request.",
	});
}

function cutOff(): AppError {
	return new AppError("INPUT_INVALID", {
		field: "body",
		reason: "it was incomplete",
	});
}

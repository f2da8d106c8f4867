import { AppError } from "@quarterdeck/contract";
import type { Clock } from "@quarterdeck/runtime";
import type { Context } from "hono";
import type { z } from "zod";
import { readBody } from "../read-body.ts";

/** Most bytes of what is sent to sign in. */
const maxBytes = 4096;

/**
 * The body of a request as JSON that the schema accepts. Forms are not read: a page of another site could send one without
 * being asked. @throws AppError INPUT_INVALID, INPUT_TOO_LARGE, REQUEST_TOO_SLOW.
 */
export async function readJson<S extends z.ZodType>(
	c: Context,
	deps: { readonly clock: Clock },
	schema: S,
): Promise<z.output<S>> {
	if (!isJson(c.req.header("content-type")))
		throw new AppError("INPUT_INVALID", {
			field: "Content-Type",
			reason: "expected application/json",
		});
	const body = await readBody(c, { ...deps, maxBytes });
	const result = schema.safeParse(parseJson(body.toString("utf8")));
	if (result.success) return result.data;
	const issue = result.error.issues[0];
	throw new AppError("INPUT_INVALID", {
		field: issue?.path.join(".") || "body",
		reason: issue?.message ?? "it does not have the expected form",
	});
}

/** Whether a Content-Type is JSON's own, with or without a charset. */
export function isJson(contentType: string | undefined): boolean {
	return /^application\/json\s*(;|$)/i.test(contentType ?? "");
}

function parseJson(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}

import { AppError } from "@quarterdeck/contract";
import type { Context } from "hono";
import type { z } from "zod";

/** Most bytes of what is sent to sign in. */
const maxBytes = 4096;

/**
 * The body of a request as JSON that the schema accepts. Forms are not read: a page of another site could send one without
 * being asked. @throws AppError INPUT_INVALID, INPUT_TOO_LARGE.
 */
export async function readJson<S extends z.ZodType>(
	c: Context,
	schema: S,
): Promise<z.output<S>> {
	if (!isJson(c.req.header("content-type")))
		throw new AppError("INPUT_INVALID", {
			field: "Content-Type",
			reason: "expected application/json",
		});
	const text = await readText(c);
	const result = schema.safeParse(parseJson(text));
	if (result.success) return result.data;
	const issue = result.error.issues[0];
	throw new AppError("INPUT_INVALID", {
		field: issue?.path.join(".") || "body",
		reason: issue?.message ?? "it is not what was expected",
	});
}

/** Whether a Content-Type is JSON's own, with or without a charset. */
export function isJson(contentType: string | undefined): boolean {
	return /^application\/json\s*(;|$)/i.test(contentType ?? "");
}

async function readText(c: Context): Promise<string> {
	const parts: Uint8Array[] = [];
	let bytes = 0;
	for await (const part of c.req.raw.body ?? []) {
		bytes += part.length;
		if (bytes > maxBytes)
			throw new AppError("INPUT_TOO_LARGE", {
				what: "The request",
				limit: maxBytes,
				hint: "",
			});
		parts.push(part);
	}
	return Buffer.concat(parts).toString("utf8");
}

function parseJson(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}

import type { IncomingMessage } from "node:http";
import { StatusError } from "../status-error.ts";

/** What the real server takes at most in one request. */
export const maxBodyBytes = 3 * 1024 * 1024;

/** The whole body of a request. Throws 413 for one over 3 MiB; the rest of it is not read. */
export async function readBody(request: IncomingMessage): Promise<Buffer> {
	if (Number(request.headers["content-length"] ?? 0) > maxBodyBytes)
		throw tooLarge();
	const pieces: Buffer[] = [];
	let length = 0;
	for await (const piece of request as AsyncIterable<Buffer>) {
		length += piece.length;
		if (length > maxBodyBytes) throw tooLarge();
		pieces.push(piece);
	}
	return Buffer.concat(pieces);
}

function tooLarge(): StatusError {
	return new StatusError({
		code: 413,
		reason: "RequestEntityTooLarge",
		message: `Request entity too large: limit is ${maxBodyBytes}`,
		details: {},
	});
}

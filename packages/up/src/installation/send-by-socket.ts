import { lstatSync } from "node:fs";
import { type IncomingMessage, request } from "node:http";
import { dirname } from "node:path";
import { Readable } from "node:stream";
import { CliFailure, exitCodes } from "@quarterdeck/cli";
import type { Send } from "@quarterdeck/cli/api";

/**
 * `fetch` over a Unix socket, for a control plane of this user on this machine. A port is anybody's who takes it first; a socket in a
 * folder that only this user can enter is this user's. Redirects are not followed.
 * What it returns throws a CliFailure when the folder or the socket is not this user's alone: nothing was sent then. Else as `fetch` does.
 */
export function sendBySocket(path: string): Send {
	return (url, init) => send(path, url, init);
}

async function send(
	path: string,
	url: URL,
	init: RequestInit,
): Promise<Response> {
	requireOwnSocket(path);
	const { body, signal, method = "GET", headers } = init;
	signal?.throwIfAborted();
	return await new Promise((resolve, reject) => {
		const asked = request({
			socketPath: path,
			path: url.pathname + url.search,
			method,
			headers: {
				...Object.fromEntries(new Headers(headers)),
				host: url.host,
			},
		});
		let answer: IncomingMessage | undefined;
		const stop = () => (answer ?? asked).destroy(reasonOf(signal));
		signal?.addEventListener("abort", stop, { once: true });
		asked.once("close", () => signal?.removeEventListener("abort", stop));
		asked.once("response", (got) => {
			answer = got;
			resolve(responseOf(got));
		});
		asked.once("error", (cause) =>
			reject(
				signal?.aborted
					? signal.reason
					: new TypeError("fetch failed", { cause }),
			),
		);
		asked.end(typeof body === "string" ? body : undefined);
	});
}

/** @throws CliFailure */
function requireOwnSocket(path: string): void {
	const missing = { throwIfNoEntry: false } as const;
	const folder = lstatSync(dirname(path), missing);
	const socket = lstatSync(path, missing);
	if (!folder || !socket)
		throw new CliFailure(
			"Quarterdeck on this machine has stopped. Start it again with: ./qd up",
			{ exitCode: exitCodes.unreachable },
		);
	const uid = process.getuid?.();
	const isOwn =
		folder.isDirectory() &&
		folder.uid === uid &&
		(folder.mode & 0o077) === 0 &&
		socket.isSocket() &&
		socket.uid === uid;
	if (!isOwn)
		throw new CliFailure(
			`${path} is not a socket that only you can reach, so nothing was sent. Stop qd up, then start it again.`,
			{ exitCode: exitCodes.unreachable },
		);
}

function responseOf(answer: IncomingMessage): Response {
	const { statusCode: status = 0 } = answer;
	const headers = Object.entries(answer.headersDistinct).flatMap(
		([name, values = []]) =>
			values.map((value): [string, string] => [name, value]),
	);
	const isEmpty = status === 204 || status === 304;
	if (isEmpty) answer.resume();
	const body = Readable.toWeb(answer) as ReadableStream<Uint8Array>;
	return new Response(isEmpty ? null : body, { status, headers });
}

function reasonOf(signal: AbortSignal | null | undefined): Error {
	return signal?.reason instanceof Error
		? signal.reason
		: new DOMException("This operation was aborted", "AbortError");
}

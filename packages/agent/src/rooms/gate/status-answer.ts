import type { ServerResponse } from "node:http";

const reasons: Readonly<Record<number, string>> = {
	400: "BadRequest",
	401: "Unauthorized",
	405: "MethodNotAllowed",
	429: "TooManyRequests",
	502: "InternalError",
	503: "ServiceUnavailable",
};

/** The gate's own response: a Kubernetes Status, so that kubectl prints the message. */
export function statusBody(code: number, message: string): string {
	return JSON.stringify({
		kind: "Status",
		apiVersion: "v1",
		metadata: {},
		status: "Failure",
		message,
		reason: reasons[code] ?? "",
		code,
	});
}

/** Responds with a Status and closes the connection, because what follows on it is not trusted. */
export function answerStatus(
	answer: ServerResponse,
	code: number,
	message: string,
): void {
	const body = statusBody(code, message);
	answer
		.writeHead(code, {
			"content-type": "application/json",
			"content-length": Buffer.byteLength(body),
			connection: "close",
		})
		.end(body);
}

/** The same for a socket that no longer speaks HTTP. */
export function rawStatus(code: number, message: string): string {
	const body = statusBody(code, message);
	return `HTTP/1.1 ${code} ${reasons[code] ?? "Error"}\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`;
}

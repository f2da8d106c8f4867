import type { ServerResponse } from "node:http";

const reasons: Readonly<Record<number, string>> = {
	400: "BadRequest",
	401: "Unauthorized",
	405: "MethodNotAllowed",
	429: "TooManyRequests",
	502: "InternalError",
	503: "ServiceUnavailable",
};

/** What the gate itself answers: a Kubernetes Status, so that kubectl shows its words. */
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

/** Answers with a Status and closes the connection: what follows on it is not trusted. */
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

/** The same for a socket that left HTTP. */
export function rawStatus(code: number, message: string): string {
	const body = statusBody(code, message);
	return `HTTP/1.1 ${code} ${reasons[code] ?? "Error"}\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`;
}

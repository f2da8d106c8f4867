import type { ServerResponse } from "node:http";
import { stringify } from "yaml";
import { StatusError } from "../status-error.ts";
import type { Exchange } from "./exchange.ts";

/** People at a terminal or in a browser get indented answers, programs do not. */
const peoplesAgents = /^(curl|Wget|Mozilla\/5\.0)/;

function wantsIndent(exchange: Exchange): boolean {
	const asked = exchange.url.searchParams.get("pretty");
	if (asked !== null) return asked !== "false" && asked !== "0";
	return peoplesAgents.test(exchange.request.headers["user-agent"] ?? "");
}

/** Sends one JSON document, already encoded or not; YAML to who asked for it. */
export function sendJson(
	exchange: Exchange,
	code: number,
	body: string | object,
): void {
	if (exchange.accept.isYaml) {
		const value = typeof body === "string" ? JSON.parse(body) : body;
		sendText(exchange, code, stringify(value), "application/yaml");
		return;
	}
	let text = typeof body === "string" ? body : JSON.stringify(body);
	if (wantsIndent(exchange)) {
		text = `${JSON.stringify(JSON.parse(text), undefined, 2)}\n`;
	} else {
		text += "\n";
	}
	sendText(exchange, code, text, "application/json");
}

/** Sends text of another kind. */
export function sendText(
	exchange: Exchange,
	code: number,
	text: string,
	contentType = "text/plain; charset=utf-8",
): void {
	const { response } = exchange;
	writeWarnings(exchange);
	const bytes = Buffer.from(text);
	response.writeHead(code, {
		"Content-Type": contentType,
		"Content-Length": bytes.length,
	});
	response.end(exchange.request.method === "HEAD" ? undefined : bytes);
}

/** `404 page not found`, for addresses no API knows. */
export function sendPageNotFound(exchange: Exchange): void {
	exchange.response.setHeader("X-Content-Type-Options", "nosniff");
	sendText(exchange, 404, "404 page not found\n");
}

/** Sends a long JSON document in pieces, no faster than the client reads. */
export async function streamJson(
	exchange: Exchange,
	pieces: Iterable<string>,
): Promise<void> {
	if (wantsIndent(exchange) || exchange.accept.isYaml) {
		sendJson(exchange, 200, [...pieces].join(""));
		return;
	}
	const { response } = exchange;
	writeWarnings(exchange);
	response.writeHead(200, { "Content-Type": "application/json" });
	let batch = "";
	for (const piece of pieces) {
		batch += piece;
		if (batch.length < 1 << 18) continue;
		if (!(await written(response, batch))) return;
		batch = "";
	}
	response.end(`${batch}\n`);
}

async function written(
	response: ServerResponse,
	text: string,
): Promise<boolean> {
	if (response.destroyed) return false;
	if (response.write(text)) return true;
	await new Promise<void>((resolve) => {
		const done = (): void => {
			response.off("drain", done).off("close", done);
			resolve();
		};
		response.once("drain", done).once("close", done);
	});
	return !response.destroyed;
}

function writeWarnings(exchange: Exchange): void {
	if (exchange.warnings.length === 0) return;
	exchange.response.setHeader(
		"Warning",
		exchange.warnings.map(
			(text) => `299 - "${text.replaceAll(/["\\]/g, "\\$&")}"`,
		),
	);
}

/** The `Status` of a refusal. */
export function statusOf(error: StatusError): object {
	return {
		kind: "Status",
		apiVersion: "v1",
		metadata: error.continueText ? { continue: error.continueText } : {},
		status: "Failure",
		message: error.message,
		reason: error.reason,
		...(error.details ? { details: error.details } : {}),
		code: error.code,
	};
}

/** The refusal behind whatever was thrown; anything unforeseen is an internal error. */
export function asStatusError(thrown: unknown): StatusError {
	if (thrown instanceof StatusError) return thrown;
	const message = thrown instanceof Error ? thrown.message : String(thrown);
	return new StatusError({
		code: 500,
		reason: "InternalError",
		message: `Internal error occurred: ${message}`,
		details: { causes: [{ reason: "", message, field: "" }] },
	});
}

/** Answers with the refusal behind whatever was thrown, unless an answer has begun. */
export function sendRefusal(exchange: Exchange, thrown: unknown): void {
	const { response } = exchange;
	const error = asStatusError(thrown);
	if (response.headersSent) {
		response.destroy();
		return;
	}
	if (error.details?.retryAfterSeconds !== undefined)
		response.setHeader("Retry-After", error.details.retryAfterSeconds);
	sendJson(
		{ ...exchange, accept: { ...exchange.accept, isYaml: false } },
		error.code,
		statusOf(error),
	);
}

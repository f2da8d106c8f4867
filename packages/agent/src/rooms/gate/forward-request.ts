import type { IncomingMessage, ServerResponse } from "node:http";
import { PassThrough } from "node:stream";
import type { Dispatcher } from "undici";
import { answerUnreachable, isAboutAgent } from "./answer-unreachable.ts";
import { createBodyWriter } from "./body-writer.ts";
import {
	cleanAnswerHeaders,
	cleanRequest,
	noteOfTrailers,
} from "./clean-request.ts";
import { logUnserved, recordExchange, reportNoAnswer } from "./end-exchange.ts";
import { type ForwardDeps, silence } from "./forward-deps.ts";
import type { Exchange, OpenLoan } from "./loan.ts";
import { answerStatus } from "./status-answer.ts";
import { refusesCredential, whyNoAnswer } from "./why-no-answer.ts";

/** Concurrent requests of one loan; client libraries stay far below. */
const maxInFlight = 100;

/**
 * Forwards one request with the loan's identity and streams the response back, with back-pressure in both directions.
 * Every request adds exactly one entry to the loan's record, however it ends.
 */
export function forwardRequest(
	loan: OpenLoan,
	request: IncomingMessage,
	answer: ServerResponse,
	deps: ForwardDeps,
): void {
	const method = request.method ?? "";
	const path = request.url ?? "";
	const clean = cleanRequest(
		{ method, url: path, rawHeaders: request.rawHeaders },
		loan.identity,
	);
	if (clean.kind === "refused") {
		refuse(loan, request, answer, deps, 400, clean.reason);
		return;
	}
	if (loan.live.size >= maxInFlight) {
		refuse(
			loan,
			request,
			answer,
			deps,
			429,
			"too many requests at the same time",
		);
		return;
	}
	const exchange = createExchange(loan, request, answer, deps, clean.note);
	if (deps.isSilent()) {
		exchange.failed(silence);
		return;
	}
	const body = clean.hasBody ? request.pipe(new PassThrough()) : null;
	deps.upstream
		.send(
			{
				method,
				path,
				headers: clean.headers,
				credentials: loan.identity.kind !== "anonymous",
			},
			body,
			exchange.handler,
		)
		.catch(exchange.failed);
}

function refuse(
	loan: OpenLoan,
	request: IncomingMessage,
	answer: ServerResponse,
	deps: ForwardDeps,
	code: number,
	reason: string,
): void {
	const { method = "", url = "" } = request;
	loan.record.add(
		{ method, path: url, status: 0, bytes: 0, note: `refused: ${reason}` },
		true,
	);
	deps.meter.request(0, 0);
	answerStatus(
		answer,
		code,
		`the gate does not forward this request: ${reason}`,
	);
}

interface HttpExchange extends Exchange {
	readonly handler: Dispatcher.DispatchHandler;
	failed(error: unknown): void;
}

function createExchange(
	loan: OpenLoan,
	request: IncomingMessage,
	answer: ServerResponse,
	deps: ForwardDeps,
	note: string | undefined,
): HttpExchange {
	let controller: Dispatcher.DispatchController | undefined;
	let status = 0;
	let bytes = 0;
	let done = false;
	const body = createBodyWriter(answer);

	function finish(ending?: string): boolean {
		if (done) return false;
		done = true;
		loan.live.delete(exchange);
		const notes = [note, noteOfTrailers(request.rawTrailers), ending];
		recordExchange(loan, request, deps, { status, bytes, notes });
		return true;
	}
	const exchange: HttpExchange = {
		cut(why) {
			if (!finish(why)) return;
			controller?.abort(new Error(why));
			answer.destroy();
		},
		failed(error) {
			const started = answer.headersSent;
			if (
				!finish(
					started ? "the answer broke off" : "the API server did not answer",
				)
			)
				return;
			if (started) {
				logUnserved(loan, deps, { reason: "the answer broke off", error });
				answer.destroy();
			} else unanswered(whyNoAnswer(error), error);
		},
		handler: {
			onRequestStart(given) {
				controller = given;
				if (done) given.abort(new Error("the credential has expired"));
			},
			onResponseStart(given, code, headers) {
				if (code < 200 || done) return;
				status = code;
				if (code === 401 && isRefusalOfAgent(loan, request)) {
					finish("the API server refused the agent's credential");
					unanswered(refusesCredential);
					given.abort(new Error("the answer is not for the client"));
					return;
				}
				answer.writeHead(code, rawHeadersOf(given, headers));
				// A watch may be silent for minutes after its head, so the head is sent now, together with data that has already arrived.
				process.nextTick(flushHead);
			},
			onResponseData(given, chunk) {
				if (done) return;
				bytes += chunk.length;
				if (!body.write(chunk)) {
					given.pause();
					answer.once("drain", () => given.resume());
				}
			},
			onResponseEnd() {
				if (finish()) answer.end();
			},
			onResponseError(_, error) {
				exchange.failed(error);
			},
		},
	};
	function unanswered(why: string, error?: unknown): void {
		const sentence = reportNoAnswer(loan, deps, why, error);
		answerUnreachable(answer, request.url ?? "", sentence);
	}
	function flushHead(): void {
		if (bytes === 0 && !done) answer.flushHeaders();
	}
	loan.live.add(exchange);
	answer.on("close", () => leave());
	/** Watches ordinarily end when the client closes them; only a request without a response is noted. */
	function leave(): void {
		if (!finish(status === 0 ? "the client closed the connection" : undefined))
			return;
		controller?.abort(new Error("the client closed the connection"));
	}
	return exchange;
}

function rawHeadersOf(
	controller: Dispatcher.DispatchController,
	headers: Readonly<Record<string, string | string[] | undefined>>,
): string[] {
	if (Array.isArray(controller.rawHeaders))
		return cleanAnswerHeaders(controller.rawHeaders);
	return cleanAnswerHeaders(
		Object.entries(headers).flatMap(([name, value]) =>
			[value ?? []].flat().flatMap((one) => [name, one]),
		),
	);
}

/** The identity is impersonated, so whom the API server does not know is the agent. */
function isRefusalOfAgent(
	{ identity }: OpenLoan,
	{ url = "" }: IncomingMessage,
): boolean {
	return identity.kind !== "anonymous" && isAboutAgent(url);
}

import { CliFailure } from "../cli-failure.ts";
import { exitCodes } from "../exit-codes.ts";
import {
	type AnswerLimits,
	AnswerTooLarge,
	answerLimits,
	readText,
	untilSilent,
} from "./answer-limits.ts";
import { isAnswerTo, isRecord } from "./answer-shape.ts";
import { failureOf, type GraphqlFailure } from "./graphql-failure.ts";
import { createSend } from "./send.ts";
import { readServerEvents } from "./server-events.ts";
import type { Session } from "./session.ts";

/** Speaks GraphQL with the control plane. Failures are CliFailures in its own words. */
export interface ApiClient {
	readonly url: string;
	ask<T>(
		document: string,
		variables?: Readonly<Record<string, unknown>>,
	): Promise<T>;
	/** Live values until the server completes, `signal` is aborted, or the connection is lost (then it throws ConnectionLost). */
	follow<T>(
		document: string,
		variables: Readonly<Record<string, unknown>>,
		signal?: AbortSignal,
	): AsyncGenerator<T>;
	/** A plain resource below the address, e.g. `/outputs/run_…`. */
	fetch(path: string): Promise<Response>;
}

/** The connection ended before the server said it was done. Asking again is safe. */
export class ConnectionLost extends Error {
	constructor(cause: unknown) {
		super("the connection to the control plane was lost", { cause });
		this.name = "ConnectionLost";
	}
}

function endpointAt(address: string): URL {
	const endpoint = URL.parse("/graphql", address);
	// What stands before the @ is a secret: it is sent nowhere, and not repeated.
	if (endpoint && (endpoint.username || endpoint.password))
		throw new CliFailure(
			"The address of the control plane contains a user or a password, which it does not take. Set QD_URL without them, and QD_TOKEN to an API token. Nothing was done.",
			{ exitCode: exitCodes.usage },
		);
	if (endpoint && /^https?:$/.test(endpoint.protocol)) return endpoint;
	throw new CliFailure(
		`${JSON.stringify(address)} is no address of a control plane. Set QD_URL to one such as https://quarterdeck.example.com. Nothing was done.`,
		{ exitCode: exitCodes.usage },
	);
}

/** A client for one session. Nothing is sent before the first call. @throws CliFailure for an address that is not safe to send a token to. */
export function createApiClient(
	session: Session,
	limits: AnswerLimits = answerLimits,
): ApiClient {
	const { url, narrowHint } = session;
	const headers = {
		"content-type": "application/json",
		...(session.token ? { authorization: `Bearer ${session.token}` } : {}),
	};
	const endpoint = endpointAt(url);
	const send = createSend(session);

	async function request(at: URL, init: RequestInit): Promise<Response> {
		try {
			return await send(at, init);
		} catch (error) {
			throw unreachable(url, error);
		}
	}

	async function post(
		question: Question,
		accept: string,
		signal: AbortSignal,
	): Promise<Response> {
		return await request(endpoint, {
			method: "POST",
			headers: { ...headers, accept },
			body: JSON.stringify({
				query: question.document,
				variables: question.variables,
			}),
			signal,
		});
	}

	async function textOf(
		response: Response,
		signal: AbortSignal,
	): Promise<string> {
		try {
			return await readText(response, limits.maxBytes, signal);
		} catch (error) {
			throw unreachable(url, error);
		}
	}

	async function answerOf<T>(
		question: Question,
		response: Response,
		signal: AbortSignal,
	): Promise<T> {
		const text = await textOf(response, signal);
		return dataOf<T>(question, parseJson(url, response, text));
	}

	return {
		url,
		async ask<T>(document: string, variables: Variables = {}) {
			const question = { url, document, variables, narrowHint };
			const signal = AbortSignal.timeout(limits.answerMs);
			const response = await post(question, "application/json", signal);
			return await answerOf<T>(question, response, signal);
		},
		async *follow<T>(
			document: string,
			variables: Variables,
			signal?: AbortSignal,
		) {
			const question = { url, document, variables };
			const accept = "text/event-stream";
			using late = abortAfter(limits.silenceMs);
			const signals = signal ? [signal, late.signal] : [late.signal];
			const response = await post(question, accept, AbortSignal.any(signals));
			late.cancel();
			if (!response.headers.get("content-type")?.startsWith(accept)) {
				const inTime = AbortSignal.timeout(limits.answerMs);
				await answerOf({ ...question, narrowHint }, response, inTime);
				throw new ConnectionLost("no event stream");
			}
			if (response.body === null) throw new ConnectionLost("empty stream");
			yield* values<T>(question, untilSilent(response.body, limits.silenceMs));
		},
		async fetch(path) {
			const response = await request(new URL(path, url), { headers });
			if (response.ok) return response;
			// A refusal is no download.
			const inTime = AbortSignal.timeout(limits.answerMs);
			const status = Math.min(response.status, 599); // Response takes none above.
			return new Response(await textOf(response, inTime), { status });
		},
	};
}

type Variables = Readonly<Record<string, unknown>>;

interface Question {
	readonly url: string;
	readonly document: string;
	readonly variables: Variables;
	readonly narrowHint?: string | undefined;
}

/** A signal that is aborted after a while unless it is cancelled before. */
function abortAfter(ms: number) {
	const controller = new AbortController();
	const timer = setTimeout(
		() => controller.abort(new DOMException("Too late", "TimeoutError")),
		ms,
	);
	const cancel = () => clearTimeout(timer);
	return { signal: controller.signal, cancel, [Symbol.dispose]: cancel };
}

async function* values<T>(
	question: Question,
	body: AsyncIterable<Uint8Array>,
): AsyncGenerator<T> {
	try {
		for await (const event of readServerEvents(body)) {
			if (event.event === "complete") return;
			if (event.event === "next")
				yield dataOf<T>(question, JSON.parse(event.data));
		}
	} catch (error) {
		if (
			error instanceof CliFailure ||
			(error instanceof Error && error.name === "AbortError")
		)
			throw error;
		throw new ConnectionLost(error);
	}
	throw new ConnectionLost("ended early");
}

/** What a proxy answers for a control plane that is away, and a control plane that is still starting. */
const awayStatuses = [502, 503, 504];

function parseJson(url: string, response: Response, text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		if (awayStatuses.includes(response.status))
			throw unreachable(
				url,
				`it answered with status ${response.status}: it may be starting`,
			);
		throw new CliFailure(
			`${response.url || url} answered with status ${response.status}, but not like a control plane. Check the address.`,
			{
				exitCode: exitCodes.unreachable,
			},
		);
	}
}

function dataOf<T>(question: Question, answer: unknown): T {
	if (!isRecord(answer)) throw notUnderstood(question.url);
	const { data, errors } = answer;
	if (Array.isArray(errors) && errors.length > 0) {
		const [error] = errors;
		if (isFailure(error)) throw failureOf(error, question.narrowHint);
		throw notUnderstood(question.url);
	}
	if (!isRecord(data) || !isAnswerTo(question.document, data))
		throw notUnderstood(question.url);
	return data as T;
}

function isFailure(error: unknown): error is GraphqlFailure {
	return (
		isRecord(error) &&
		typeof error.message === "string" &&
		(error.extensions === undefined || isRecord(error.extensions))
	);
}

function notUnderstood(url: string): CliFailure {
	return new CliFailure(
		`The control plane at ${url} answered with something that this version of qd does not understand. Compare the versions of both with: qd version`,
		{ exitCode: exitCodes.unreachable },
	);
}

function unreachable(url: string, cause: unknown): Error {
	if (cause instanceof CliFailure) return cause;
	if (cause instanceof Error && cause.name === "AbortError") return cause;
	if (cause instanceof AnswerTooLarge)
		return new CliFailure(
			`The control plane at ${url} cannot be understood: ${cause.message}. Check the address.`,
			{ exitCode: exitCodes.unreachable },
		);
	return new CliFailure(
		`The control plane at ${url} cannot be reached (${reasonOf(cause)}).\nCheck the address and whether it is running. For more: qd doctor`,
		{
			exitCode: exitCodes.unreachable,
			cause,
		},
	);
}

function reasonOf(cause: unknown): string {
	if (!(cause instanceof Error)) return String(cause);
	if (cause.name === "TimeoutError") return "it did not answer in time";
	return cause.cause instanceof Error ? cause.cause.message : String(cause);
}

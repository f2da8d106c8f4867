import { CliFailure } from "../cli-failure.ts";
import { exitCodes } from "../exit-codes.ts";
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

interface GraphqlAnswer<T> {
	readonly data?: T | null;
	readonly errors?: readonly GraphqlFailure[];
}

const askTimeoutMs = 30_000;

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
export function createApiClient(session: Session): ApiClient {
	const headers = {
		"content-type": "application/json",
		...(session.token ? { authorization: `Bearer ${session.token}` } : {}),
	};
	const endpoint = endpointAt(session.url);
	const send = createSend(session);

	async function post(
		document: string,
		variables: object,
		accept: string,
		signal: AbortSignal,
	): Promise<Response> {
		const body = JSON.stringify({ query: document, variables });
		try {
			return await send(endpoint, {
				method: "POST",
				headers: { ...headers, accept },
				body,
				signal,
			});
		} catch (error) {
			throw unreachable(session.url, error);
		}
	}

	return {
		url: session.url,
		async ask<T>(
			document: string,
			variables: Readonly<Record<string, unknown>> = {},
		) {
			const response = await post(
				document,
				variables,
				"application/json",
				AbortSignal.timeout(askTimeoutMs),
			);
			return dataOf(
				(await readJson(session.url, response)) as GraphqlAnswer<T>,
				session.narrowHint,
			);
		},
		async *follow<T>(
			document: string,
			variables: Readonly<Record<string, unknown>>,
			signal?: AbortSignal,
		) {
			const response = await post(
				document,
				variables,
				"text/event-stream",
				signal ?? new AbortController().signal,
			);
			if (
				!response.headers.get("content-type")?.startsWith("text/event-stream")
			) {
				dataOf(
					(await readJson(session.url, response)) as GraphqlAnswer<T>,
					session.narrowHint,
				);
				throw new ConnectionLost("no event stream");
			}
			yield* values<T>(response);
		},
		async fetch(path) {
			try {
				return await send(new URL(path, session.url), { headers });
			} catch (error) {
				throw unreachable(session.url, error);
			}
		},
	};
}

async function* values<T>(response: Response): AsyncGenerator<T> {
	if (response.body === null) throw new ConnectionLost("empty stream");
	try {
		for await (const event of readServerEvents(response.body)) {
			if (event.event === "complete") return;
			if (event.event === "next")
				yield dataOf(JSON.parse(event.data) as GraphqlAnswer<T>);
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

async function readJson(url: string, response: Response): Promise<unknown> {
	const text = await response.text();
	try {
		return JSON.parse(text);
	} catch {
		if (awayStatuses.includes(response.status))
			throw unreachable(
				url,
				`it answered with status ${response.status}: it may be starting`,
			);
		throw new CliFailure(
			`${response.url} answered with status ${response.status}, but not like a control plane. Check the address.`,
			{
				exitCode: exitCodes.unreachable,
			},
		);
	}
}

function dataOf<T>(answer: GraphqlAnswer<T>, narrowHint?: string): T {
	const error = answer.errors?.[0];
	if (error) throw failureOf(error, narrowHint);
	if (answer.data === null || answer.data === undefined)
		throw new CliFailure("The control plane sent an empty answer.");
	return answer.data;
}

function unreachable(url: string, cause: unknown): Error {
	if (cause instanceof CliFailure) return cause;
	if (cause instanceof Error && cause.name === "AbortError") return cause;
	const reason =
		cause instanceof Error && cause.cause instanceof Error
			? cause.cause.message
			: String(cause);
	return new CliFailure(
		`The control plane at ${url} cannot be reached (${reason}).\nCheck the address and whether it is running. For more: qd doctor`,
		{
			exitCode: exitCodes.unreachable,
			cause,
		},
	);
}

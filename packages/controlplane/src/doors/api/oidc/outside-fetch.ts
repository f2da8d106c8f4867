import type { IncomingMessage } from "node:http";
import { Agent, type RequestOptions, request } from "node:https";
import { Readable } from "node:stream";
import type { OutboundProxy } from "./outbound-proxy.ts";

/** No answer of a provider is larger. */
const maxBytes = 1_048_576;
/** A `Response` refuses a body with these. */
const withoutBody = new Set([204, 205, 304]);

/** `fetch` for what lies outside. */
export type OutsideFetch = (url: string, init: object) => Promise<Response>;

/**
 * `fetch` for a provider's answers, which are read whole: one that is larger than a mebibyte is cut off, and no redirect is followed.
 * What the proxy is for goes through it, in a tunnel: the proxy sees the host and nothing else.
 */
export function createOutsideFetch(proxy: OutboundProxy): OutsideFetch {
	const agent =
		proxy.url === undefined
			? undefined
			: new Agent({ proxyEnv: { HTTPS_PROXY: proxy.url } });
	return async (url, init) => {
		const response =
			agent && proxy.isFor(new URL(url))
				? await fetchThrough(agent, url, init)
				: await fetch(url, { ...init, redirect: "manual" });
		return bounded(response);
	};
}

async function fetchThrough(
	agent: Agent,
	url: string,
	init: RequestInit,
): Promise<Response> {
	const whole = new Request(url, init);
	const body = Buffer.from(await whole.arrayBuffer());
	const options: RequestOptions = {
		agent,
		method: whole.method,
		headers: {
			...Object.fromEntries(whole.headers),
			...(body.length > 0 && { "content-length": String(body.length) }),
		},
		signal: whole.signal,
	};
	return await new Promise((resolve, reject) => {
		const asked = request(url, options, (answer) => {
			try {
				resolve(responseOf(answer));
			} catch (error) {
				answer.destroy();
				reject(error);
			}
		});
		asked.once("error", reject);
		asked.end(body);
	});
}

/** @throws RangeError for a status that HTTP does not know. */
function responseOf(answer: IncomingMessage): Response {
	const status = answer.statusCode ?? 0;
	const isEmpty = withoutBody.has(status);
	if (isEmpty) answer.resume();
	const headers = Object.entries(answer.headersDistinct).flatMap(
		([name, values = []]) =>
			values.map((value): [string, string] => [name, value]),
	);
	const stream = Readable.toWeb(answer) as ReadableStream<Uint8Array>;
	return new Response(isEmpty ? null : stream, { status, headers });
}

function bounded(response: Response): Response {
	if (!response.body) return response;
	let bytes = 0;
	const body = response.body.pipeThrough(
		new TransformStream<Uint8Array, Uint8Array>({
			transform(chunk, controller) {
				bytes += chunk.length;
				if (bytes > maxBytes)
					controller.error(new Error(`the answer is over ${maxBytes} bytes`));
				else controller.enqueue(chunk);
			},
		}),
	);
	const { status, statusText, headers } = response;
	return new Response(body, { status, statusText, headers });
}

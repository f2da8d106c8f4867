import { Agent, request } from "node:https";
import { StringDecoder } from "node:string_decoder";
import type { KubeObject } from "../kube-object.ts";
import type { Simkube } from "./simkube.ts";

export interface ApiAnswer {
	readonly code: number;
	readonly headers: Record<string, string | string[] | undefined>;
	readonly text: string;
	// biome-ignore lint/suspicious/noExplicitAny: answers of every kind are read by path in tests
	readonly body: any;
}

export interface ApiCall {
	readonly method?: string;
	readonly body?: unknown;
	readonly headers?: Record<string, string | string[]>;
	readonly token?: string | undefined;
}

/** Raw requests to one simkube, over one connection each. */
export interface ApiClient {
	call(path: string, call?: ApiCall): Promise<ApiAnswer>;
	/** Opens a watch; each line is one event. */
	watch(path: string): Promise<WatchReader>;
	createConfigMap(
		name: string,
		data?: Record<string, string>,
	): Promise<ApiAnswer>;
}

export interface WatchEvent {
	readonly type: string;
	readonly object: KubeObject;
}

export interface WatchReader extends AsyncDisposable {
	/** The next event; `undefined` when the stream has ended. */
	next(): Promise<WatchEvent | undefined>;
}

export function createApiClient(simkube: Simkube): ApiClient {
	const agent = new Agent({ keepAlive: false, ca: simkube.caCertificatePem });

	function open(path: string, options: ApiCall) {
		const { body, token = simkube.adminToken } = options;
		const isRaw = typeof body === "string" || Buffer.isBuffer(body);
		const sent = body === undefined || isRaw ? body : JSON.stringify(body);
		const call = request(new URL(simkube.url + path), {
			method: options.method ?? "GET",
			agent,
			headers: {
				...(token === "" ? {} : { authorization: `Bearer ${token}` }),
				...(sent === undefined
					? {}
					: {
							"content-type": "application/json",
							"content-length": String(Buffer.byteLength(sent)),
						}),
				...options.headers,
			},
		});
		call.end(sent);
		return call;
	}

	function call(path: string, options: ApiCall = {}): Promise<ApiAnswer> {
		return new Promise((resolve, reject) => {
			const sent = open(path, options);
			sent.once("error", reject);
			sent.once("response", (response) => {
				let text = "";
				response.setEncoding("utf8").on("data", (part: string) => {
					text += part;
				});
				response.once("error", reject);
				response.once("end", () => {
					const { headers, statusCode: code = 0 } = response;
					resolve({ code, headers, text, body: parsed(text) });
				});
			});
		});
	}

	return {
		call,
		watch: (path) =>
			new Promise((resolve, reject) => {
				const sent = open(path, {});
				sent.once("error", reject);
				sent.once("response", (response) =>
					resolve(readEvents(response, () => sent.destroy())),
				);
			}),
		createConfigMap: (name, data = {}) =>
			call("/api/v1/namespaces/default/configmaps", {
				method: "POST",
				body: { metadata: { name }, data },
			}),
	};
}

function parsed(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}

function readEvents(
	stream: AsyncIterable<Buffer> & NodeJS.ReadableStream,
	close: () => void,
): WatchReader {
	const lines = linesOf(stream);
	return {
		async next() {
			const { value, done } = await lines.next();
			return done ? undefined : (JSON.parse(value) as WatchEvent);
		},
		async [Symbol.asyncDispose]() {
			stream.on("error", () => {});
			close();
		},
	};
}

async function* linesOf(stream: AsyncIterable<Buffer>): AsyncGenerator<string> {
	const decoder = new StringDecoder("utf8");
	let waiting = "";
	for await (const part of stream) {
		waiting += decoder.write(part);
		const lines = waiting.split("\n");
		waiting = lines.pop() ?? "";
		yield* lines.filter((line) => line !== "");
	}
}

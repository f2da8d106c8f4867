import type { Clock } from "@quarterdeck/runtime";
import type { Dispatcher } from "undici";
import type { ApiServer } from "./api-server.ts";
import type { RecordCall } from "./call-recorder.ts";
import { kubeErrorFrom } from "./kube-error.ts";
import { readBounded } from "./read-bounded.ts";

/** What every call to the API server says. */
export interface CallOptions {
	/** Why the agent asks, in a few words: it is recorded with the request. */
	readonly reason: string;
	readonly signal?: AbortSignal | undefined;
}

export interface KubeRequest extends CallOptions {
	readonly method: string;
	/** JSON in another form than the object itself. */
	readonly accept?: string | undefined;
	readonly verb: string;
	readonly resource: string;
	readonly path: string;
	readonly query?: Readonly<
		Record<string, string | number | boolean | undefined>
	>;
	readonly body?:
		| { readonly type: string; readonly value: unknown }
		| undefined;
	/** For the whole answer. Absent for what has no end of its own, as a watch: then only the signal ends it. */
	readonly timeoutMs?: number | undefined;
}

/** Sends requests with the agent's credentials and records each. */
export interface KubeTransport {
	/** The answer as it comes. @throws KubeError for any status but 2xx · the signal's reason · the network's error. */
	open(request: KubeRequest): Promise<OpenAnswer>;
	/** The whole answer as JSON. @throws as `open`, when it is not JSON, and when it has more than 32 MiB. */
	json(request: KubeRequest): Promise<unknown>;
}

export interface OpenAnswer {
	readonly body: Dispatcher.ResponseData["body"];
	/** Ends the time limit; call it when the body was read, or given up. */
	readonly done: () => void;
}

/** Sends over one API server's connections. */
export function createKubeTransport(deps: {
	readonly api: Pick<ApiServer, "request">;
	readonly record: RecordCall;
	readonly clock: Clock;
}): KubeTransport {
	const { api, record, clock } = deps;

	async function open(request: KubeRequest): Promise<OpenAnswer> {
		const limit = createLimit(request, clock);
		const startedMs = clock.monotonicMs();
		const told = (status: number) =>
			record({
				verb: request.verb,
				resource: request.resource,
				path: request.path,
				reason: request.reason,
				status,
				durationMs: clock.monotonicMs() - startedMs,
			});
		let answer: Dispatcher.ResponseData;
		try {
			answer = await api.request(
				{
					method: request.method,
					path: request.path + queryText(request.query),
					headers: headersOf(request),
				},
				request.body ? JSON.stringify(request.body.value) : null,
				limit.signal,
			);
		} catch (error) {
			limit.done();
			told(0);
			throw limit.signal.aborted ? limit.signal.reason : error;
		}
		told(answer.statusCode);
		if (answer.statusCode < 300) return { body: answer.body, done: limit.done };
		try {
			const retryAfter = answer.headers["retry-after"];
			throw kubeErrorFrom(
				answer.statusCode,
				asJson(await readBounded(answer.body, request)),
				typeof retryAfter === "string" ? retryAfter : undefined,
			);
		} finally {
			limit.done();
		}
	}
	return {
		open,
		async json(request) {
			const { body, done } = await open(request);
			try {
				return JSON.parse(await readBounded(body, request));
			} finally {
				done();
			}
		},
	};
}

function headersOf({
	accept = "application/json",
	body,
}: KubeRequest): string[] {
	return ["Accept", accept, ...(body ? ["Content-Type", body.type] : [])];
}

function queryText(query: KubeRequest["query"] = {}): string {
	const pairs = Object.entries(query).flatMap(([name, value]) =>
		value === undefined ? [] : [[name, String(value)]],
	);
	return pairs.length === 0 ? "" : `?${new URLSearchParams(pairs)}`;
}

function asJson(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}

/** The caller's signal and the time limit as one. */
function createLimit(
	{ signal, timeoutMs }: Pick<KubeRequest, "signal" | "timeoutMs">,
	clock: Clock,
): { readonly signal: AbortSignal; readonly done: () => void } {
	const own = new AbortController();
	const timer =
		timeoutMs === undefined
			? undefined
			: clock.after(timeoutMs, () =>
					own.abort(
						Object.assign(new Error(`no answer in ${timeoutMs} ms`), {
							code: "ETIMEDOUT",
						}),
					),
				);
	return {
		signal: signal ? AbortSignal.any([signal, own.signal]) : own.signal,
		done: () => timer?.cancel(),
	};
}

import { errors, type Msg } from "@nats-io/transport-node";
import {
	AppError,
	type Ask,
	type ErrorBody,
	errorBodySchema,
	errorFromBody,
	inOrganisation,
	partHeaders,
} from "@quarterdeck/contract";
import { type Clock, pause } from "@quarterdeck/runtime";
import {
	decodeJson,
	encodeJson,
	maxPayloadBytes,
	messageProblem,
	wireHeaders,
} from "../codec.ts";
import type { BusConnection } from "../connection/bus-connection.ts";

interface AskDeps {
	readonly connection: BusConnection;
	readonly inst: string;
	readonly clock: Clock;
}

/** Wait before a question that nobody heard is asked again. */
const againAfterMs = 250;

/**
 * Asks the control plane and gives its reply. A question that nobody heard is asked again until the verb's deadline;
 * one that may have been heard only when the verb is idempotent.
 * @throws AppError as the control plane refused it, or BUS_UNAVAILABLE; the signal's reason.
 */
export async function ask<Request, Reply>(
	deps: AskDeps,
	verb: Ask<Request, Reply>,
	request: Request,
	signal?: AbortSignal,
): Promise<Reply> {
	const payload = encodeJson(verb.request.parse(request));
	const limit = verb.maxRequestBytes ?? maxPayloadBytes;
	if (payload.length > limit)
		throw new AppError("INPUT_TOO_LARGE", {
			what: `The request ${verb.name}`,
			limit,
			hint: "",
		});
	const endMs = deps.clock.monotonicMs() + verb.deadlineMs;
	for (;;) {
		signal?.throwIfAborted();
		const leftMs = endMs - deps.clock.monotonicMs();
		const got = await once(deps, verb, payload, leftMs, signal);
		if ("reply" in got) return read(verb, got.reply);
		const mayRepeat = verb.idempotent || got.unheard;
		if (!mayRepeat || endMs - deps.clock.monotonicMs() <= againAfterMs)
			throw new AppError("BUS_UNAVAILABLE", { reason: got.reason });
		await pause(deps.clock, againAfterMs, signal);
	}
}

type Got =
	| { readonly reply: Msg }
	| { readonly unheard: boolean; readonly reason: string };

async function once(
	{ connection, inst }: AskDeps,
	verb: { readonly name: string; readonly deadlineMs: number },
	payload: Uint8Array,
	leftMs: number,
	signal: AbortSignal | undefined,
): Promise<Got> {
	if (connection.state().state !== "connected")
		return { unheard: true, reason: "there is no connection" };
	const subject = inOrganisation.ask(inst, verb.name);
	const options = { timeoutMs: leftMs, headers: wireHeaders() };
	try {
		const request = connection.request(subject, payload, options);
		return { reply: await orAborted(request, signal) };
	} catch (error) {
		signal?.throwIfAborted();
		if (isNobodyThere(error))
			return { unheard: true, reason: "no control plane listens" };
		if (error instanceof errors.TimeoutError)
			return {
				unheard: false,
				reason: `the control plane did not answer in ${verb.deadlineMs / 1000} s`,
			};
		const reason = error instanceof Error ? error.message : String(error);
		return { unheard: false, reason };
	}
}

function isNobodyThere(error: unknown): boolean {
	if (error instanceof errors.NoRespondersError) return true;
	return (
		error instanceof Error && error.cause instanceof errors.NoRespondersError
	);
}

function read<Request, Reply>(verb: Ask<Request, Reply>, msg: Msg): Reply {
	const problem = messageProblem(msg);
	const kind = msg.headers?.get(partHeaders.kind);
	if (!problem && kind === "refused") {
		const body = decodeJson<ErrorBody>(errorBodySchema, msg.data);
		if (body) throw errorFromBody(body.value);
	}
	const reply =
		!problem && kind === "end" ? decodeJson(verb.reply, msg.data) : undefined;
	if (reply) return reply.value;
	const cause = new Error(`the reply to ${verb.name} cannot be read`);
	throw new AppError("INTERNAL", {}, { cause });
}

/** The promise, or a rejection with the signal's reason as soon as it is aborted. */
function orAborted<T>(
	promise: Promise<T>,
	signal: AbortSignal | undefined,
): Promise<T> {
	if (!signal) return promise;
	return new Promise((resolve, reject) => {
		const abort = () => reject(signal.reason);
		signal.addEventListener("abort", abort, { once: true });
		promise
			.then(resolve, reject)
			.finally(() => signal.removeEventListener("abort", abort));
	});
}

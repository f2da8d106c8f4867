import { randomBytes } from "node:crypto";
import type { Msg } from "@nats-io/transport-node";
import {
	AppError,
	type Ask,
	type ErrorBody,
	errorBodySchema,
	errorFromBody,
	inOrganisation,
	partHeaders,
} from "@quarterdeck/contract";
import type { Clock, Timer } from "@quarterdeck/runtime";
import {
	decodeJson,
	encodeJson,
	maxPayloadBytes,
	messageProblem,
	wireHeaders,
} from "../codec.ts";
import type { BusConnection } from "../connection/bus-connection.ts";
import type { Warn } from "../connection/rate-limited-warning.ts";
import type { WireMeter } from "../meter.ts";
import type { ControlPlaneTime } from "../signing/control-plane-time.ts";
import type { TrustedKeys, Unproven } from "../signing/message-signature.ts";

export interface AskClientDeps {
	readonly connection: BusConnection;
	readonly inst: string;
	readonly trusted: TrustedKeys;
	readonly time: ControlPlaneTime;
	readonly clock: Clock;
	readonly meter: WireMeter;
	readonly warn: Warn;
}

/** Waits before a question is sent again: one that did not go out or was answered by a stranger, and one that was not answered. */
const soonAgainMs = 250;
const unansweredAgainMs = 2500;

interface Open {
	/** When it was sent first, on the monotonic clock. */
	sentMs: number | undefined;
	readonly reply: (msg: Msg) => void;
	readonly unproven: (problem: Unproven) => void;
}

/**
 * Asks the control plane. The reply comes under a nonce of the question, signed: an older reply, another agent's or anybody else's is not
 * taken for it.
 */
export class AskClient {
	readonly #deps: AskClientDeps;
	readonly #open = new Map<string, Open>();
	#listens = false;

	constructor(deps: AskClientDeps) {
		this.#deps = deps;
	}

	/**
	 * Gives the reply. A question that did not go out is sent until the verb's deadline; one that did is sent again only when the verb is
	 * idempotent.
	 * @throws AppError as the control plane refused it · REPLY_UNPROVEN · BUS_UNAVAILABLE · the signal's reason.
	 */
	async ask<Request, Reply>(
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
		signal?.throwIfAborted();
		return read(verb, await this.#replyTo(verb, payload, signal));
	}

	#replyTo<Request, Reply>(
		verb: Ask<Request, Reply>,
		payload: Uint8Array,
		signal: AbortSignal | undefined,
	): Promise<Msg> {
		const { connection, clock } = this.#deps;
		this.#listen();
		const nonce = randomBytes(16).toString("base64url");
		const { promise, resolve, reject } = Promise.withResolvers<Msg>();
		let problem: Unproven | undefined;
		let again: Timer | undefined;
		const open: Open = {
			sentMs: undefined,
			reply: resolve,
			unproven(why) {
				problem = why;
				again?.cancel();
				again = clock.after(soonAgainMs, send);
			},
		};
		const send = () => {
			again?.cancel();
			if (open.sentMs !== undefined && !verb.idempotent) return;
			const nowMs = clock.monotonicMs();
			const isOut = this.#send(verb.name, nonce, payload);
			if (isOut) open.sentMs ??= nowMs;
			again = clock.after(isOut ? unansweredAgainMs : soonAgainMs, send);
		};
		const end = clock.after(verb.deadlineMs, () => {
			reject(unanswered(verb, problem, open.sentMs !== undefined));
		});
		const abort = () => reject(signal?.reason);
		signal?.addEventListener("abort", abort, { once: true });
		const off = connection.onState(({ state }) => {
			if (state === "connected") send();
			else if (
				state === "closed" ||
				(open.sentMs !== undefined && !verb.idempotent)
			)
				reject(
					new AppError("BUS_UNAVAILABLE", {
						reason: "the connection was lost",
					}),
				);
		});
		this.#open.set(nonce, open);
		send();
		return promise.finally(() => {
			this.#open.delete(nonce);
			for (const timer of [again, end]) timer?.cancel();
			off();
			signal?.removeEventListener("abort", abort);
		});
	}

	#send(name: string, nonce: string, payload: Uint8Array): boolean {
		const { connection, inst } = this.#deps;
		return connection.publish(
			inOrganisation.ask(inst, name),
			payload,
			wireHeaders({ [partHeaders.nonce]: nonce }),
		);
	}

	#listen(): void {
		if (this.#listens) return;
		this.#listens = true;
		const { connection, inst } = this.#deps;
		connection.subscribe(inOrganisation.allReplies(inst), (msg) =>
			this.#hear(msg),
		);
	}

	/** Of two connections, as while one replaces the other, each hears the reply: the second finds the question answered. */
	#hear(msg: Msg): void {
		const { trusted, time, clock, meter, warn } = this.#deps;
		const open = this.#open.get(msg.subject.split(".").at(-1) ?? "");
		if (!open) return;
		const signed = trusted.check(msg);
		if (typeof signed === "string") {
			meter.dropped("unproven");
			const { subject } = msg;
			warn("a reply was refused", { subject, reason: signed });
			open.unproven(signed);
			return;
		}
		const { issuedAtMs } = signed;
		const receivedMs = clock.monotonicMs();
		const { sentMs = receivedMs } = open;
		time.learn({ issuedAtMs, sentMs, receivedMs });
		open.reply(msg);
	}
}

function unanswered(
	verb: { readonly name: string; readonly deadlineMs: number },
	problem: Unproven | undefined,
	wasSent: boolean,
): AppError {
	if (problem)
		return new AppError("REPLY_UNPROVEN", {
			question: verb.name,
			reason: problem,
		});
	const reason = wasSent
		? `the control plane did not answer in ${verb.deadlineMs / 1000} s`
		: "there is no connection";
	return new AppError("BUS_UNAVAILABLE", { reason });
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

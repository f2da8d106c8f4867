import type { IncomingMessage, ServerResponse } from "node:http";
import { badRequest } from "../resources/refusals.ts";
import { type AccessControl, attributesOf } from "./access-control.ts";
import type { Authenticator } from "./authenticate.ts";
import type { Exchange, Upgrade } from "./exchange.ts";
import type { FaultBox } from "./faults.ts";
import { impersonate } from "./impersonate.ts";
import { type Negotiated, negotiate } from "./negotiate.ts";
import { type RequestInfo, readRequestInfo } from "./request-info.ts";
import type { RequestLog, RequestRecord } from "./request-record.ts";
import { sendRefusal } from "./respond.ts";
import type { User } from "./user.ts";

export interface HandlerDeps {
	readonly authenticator: Authenticator;
	readonly access: AccessControl;
	readonly faults: FaultBox;
	readonly requests: RequestLog;
	readonly clock: () => number;
	/** Answers a request that may be made. */
	readonly route: (exchange: Exchange) => Promise<void> | void;
}

/** Takes a request through who, as whom and whether, then lets it be answered; whatever fails is answered too. */
export function createRequestHandler(deps: HandlerDeps) {
	return async (
		request: IncomingMessage,
		response: ServerResponse,
		upgrade?: Upgrade,
	): Promise<void> => {
		const draft = openExchange(request, response, upgrade);
		const who: { real?: User; acting?: User } = {};
		const record = openRecord(deps, draft);
		try {
			const { method, path } = draft;
			if ((await deps.faults.strike(method, path)) === "drop") {
				request.socket.destroy();
				return;
			}
			if (draft.problem) throw draft.problem;
			await answer(deps, draft.exchange, who, record);
		} catch (thrown) {
			sendRefusal({ ...draft.exchange, user: who.acting ?? nobody }, thrown);
			drain(request);
		}
	};
}

/** What a refused client still sends is read and thrown away, or it would not hear the answer. */
function drain(request: IncomingMessage): void {
	if (!request.readableEnded) request.resume();
}

const nobody: User = { username: "", groups: [] };
const plain: Negotiated = { form: "object", metaVersion: "v1", isYaml: false };

interface Draft {
	readonly method: string;
	readonly path: string;
	readonly exchange: Exchange;
	readonly problem: unknown;
}

/** Reads the address; one that cannot be read becomes a refusal with a place to send it. */
function openExchange(
	request: IncomingMessage,
	response: ServerResponse,
	upgrade: Upgrade | undefined,
): Draft {
	const method = request.method ?? "GET";
	const path = request.url ?? "/";
	const shared = {
		request,
		response,
		user: nobody,
		warnings: [],
		...(upgrade ? { upgrade } : {}),
	};
	try {
		const url = new URL(path, "https://simkube.invalid");
		const info = readRequestInfo(method, url);
		const exchange = { ...shared, url, info, accept: plain };
		return { method, path, exchange, problem: undefined };
	} catch (problem) {
		const url = new URL("https://simkube.invalid/");
		const info: RequestInfo = readRequestInfo("GET", url);
		const exchange = { ...shared, url, info, accept: plain };
		const refusal =
			problem instanceof URIError || problem instanceof TypeError
				? badRequest(`invalid URL escape in ${JSON.stringify(path)}`)
				: problem;
		return { method, path, exchange, problem: refusal };
	}
}

async function answer(
	deps: HandlerDeps,
	draft: Exchange,
	who: { real?: User; acting?: User },
	record: RequestRecord,
): Promise<void> {
	const { request, info } = draft;
	who.real = deps.authenticator.ofRequest(request);
	record.realUser = who.real.username;
	who.acting = impersonate(
		who.real,
		request.headersDistinct,
		info.path,
		deps.access,
	);
	record.user = who.acting.username;
	record.groups = who.acting.groups;
	deps.access.demand(who.acting, attributesOf(info));
	const accept = isNegotiated(info) ? negotiate(request.headers.accept) : plain;
	await deps.route({ ...draft, user: who.acting, accept });
}

const unNegotiated = new Set(["log", "exec", "attach", "portforward", "proxy"]);

function isNegotiated(info: RequestInfo): boolean {
	return info.isResource && !unNegotiated.has(info.subresource);
}

/** Recorded as it arrives, so that a watch can be seen while it lasts; the code follows with the answer. */
function openRecord(deps: HandlerDeps, draft: Draft): RequestRecord {
	const { request, response } = draft.exchange;
	const record: RequestRecord = {
		method: draft.method,
		path: draft.path,
		user: undefined,
		groups: [],
		realUser: undefined,
		userAgent: request.headers["user-agent"],
		code: 0,
		atMs: deps.clock(),
	};
	const close = (): void => {
		if (response.headersSent) record.code = response.statusCode;
	};
	response.once("finish", close).once("close", close);
	deps.requests.add(record);
	return record;
}

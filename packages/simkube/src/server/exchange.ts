import type { IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { Negotiated } from "./negotiate.ts";
import type { RequestInfo } from "./request-info.ts";
import type { User } from "./user.ts";

/** One request with what is known of it, and the place of its answer. */
export interface Exchange {
	readonly request: IncomingMessage;
	readonly response: ServerResponse;
	readonly url: URL;
	readonly info: RequestInfo;
	/** The acting user, after impersonation. */
	readonly user: User;
	readonly accept: Negotiated;
	/** Sent as `Warning` headers with the answer. */
	readonly warnings: string[];
	/** The raw connection of a request that wants to leave HTTP. */
	readonly upgrade?: Upgrade;
}

export interface Upgrade {
	/** The socket of the connection; what Node calls a Duplex here is one. */
	readonly socket: Socket;
	readonly head: Buffer;
}

/** The part of an exchange that names one resource in one namespace. */
export function parameter(exchange: Exchange, name: string): string {
	return exchange.url.searchParams.get(name) ?? "";
}

/** Whether the request asks for a rehearsal only. */
export function isDryRun(exchange: Exchange): boolean {
	return exchange.url.searchParams.getAll("dryRun").includes("All");
}

/** Who owns the fields this request writes: as said, else the program's own name, as the real server takes it. */
export function fieldManagerOf(exchange: Exchange): string {
	const said = parameter(exchange, "fieldManager");
	if (said !== "") return said;
	const agent = exchange.request.headers["user-agent"] ?? "unknown";
	return agent.split("/", 1)[0]?.slice(0, 128) || "unknown";
}

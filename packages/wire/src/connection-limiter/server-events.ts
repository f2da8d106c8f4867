import type { Msg } from "@nats-io/transport-node";
import { z } from "zod";
import { decodeJwt } from "../auth/jwt.ts";
import { decodeJson } from "../codec.ts";

/** One connection of an agent, as the server that holds it reports. */
export interface AgentConnection {
	readonly busAccount: string;
	/** The name in the user's JWT, which the server has checked. */
	readonly inst: string;
	/** The user's public key. */
	readonly userKey: string;
	readonly serverId: string;
	/** The server's number for the connection. */
	readonly connectionId: number;
	readonly connectedAt: Date;
	/** Where it came from. */
	readonly host: string;
}

const clientSchema = z.object({
	start: z.coerce.date(),
	host: z.string().default(""),
	id: z.number(),
	acc: z.string(),
	user: z.string(),
	jwt: z.string().default(""),
	kind: z.string().default("Client"),
});
const eventSchema = z.object({
	server: z.object({ id: z.string() }),
	client: clientSchema,
	reason: z.string().default(""),
});

const connzSchema = z.object({
	server: z.object({ id: z.string() }),
	data: z.object({
		total: z.number(),
		offset: z.number().default(0),
		connections: z
			.array(
				z.object({
					cid: z.number(),
					kind: z.string().default("Client"),
					ip: z.string().default(""),
					start: z.coerce.date(),
					authorized_user: z.string().default(""),
					account: z.string().default(""),
					jwt: z.string().default(""),
				}),
			)
			.default([]),
	}),
});

/** A connect or disconnect event, or undefined when it is none of a client. */
export function readEvent(
	msg: Msg,
): { connection: AgentConnection; reason: string } | undefined {
	const read = decodeJson(eventSchema, msg.data)?.value;
	if (read?.client.kind !== "Client") return undefined;
	const { client, server, reason } = read;
	const connection = {
		busAccount: client.acc,
		inst: instOf(client.jwt, client.user),
		userKey: client.user,
		serverId: server.id,
		connectionId: client.id,
		connectedAt: client.start,
		host: client.host,
	};
	return { connection, reason };
}

/** One page of a server's connections. */
export interface ConnectionsPage {
	readonly serverId: string;
	readonly connections: readonly AgentConnection[];
	/** Where the next page starts; undefined when this was the last. */
	readonly nextOffset: number | undefined;
}

/** A server's answer to CONNZ, or undefined when it cannot be read. */
export function readConnections(
	payload: Uint8Array,
): ConnectionsPage | undefined {
	const read = decodeJson(connzSchema, payload)?.value;
	if (!read) return undefined;
	const { server, data } = read;
	const connections = data.connections
		.filter(({ kind, account }) => kind === "Client" && account !== "")
		.map((connection) => ({
			busAccount: connection.account,
			inst: instOf(connection.jwt, connection.authorized_user),
			userKey: connection.authorized_user,
			serverId: server.id,
			connectionId: connection.cid,
			connectedAt: connection.start,
			host: connection.ip,
		}));
	const end = data.offset + data.connections.length;
	const isLast = data.connections.length === 0 || end >= data.total;
	return {
		serverId: server.id,
		connections,
		nextOffset: isLast ? undefined : end,
	};
}

/** An agent with a new key is still the same agent: counted by its name, by its key when the JWT cannot be read. */
function instOf(jwt: string, userKey: string): string {
	try {
		return decodeJwt(jwt).name || userKey;
	} catch {
		return userKey;
	}
}

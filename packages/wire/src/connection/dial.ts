import { isIP } from "node:net";
import {
	connect,
	errors,
	type NatsConnection,
	wsconnect,
} from "@nats-io/transport-node";
import { AppError } from "@quarterdeck/contract";
import type { BusCredential } from "../auth/creds-file.ts";
import { nkeyFromSeed } from "../auth/nkey.ts";

/** Where and as whom to connect. */
export interface DialRequest {
	/** One server: `nats://`, `tls://`, `ws://` or `wss://` host and port. */
	readonly server: string;
	readonly name: string;
	readonly credential: BusCredential;
	readonly inboxPrefix: string;
	/** File with the certificates to trust instead of the machine's, for a server with its own authority. */
	readonly caFile?: string | undefined;
}

/** Why a connection could not be made or ended: `refused` means that the server knows us and does not want us. */
export interface DialFailure {
	readonly kind: "unreachable" | "refused";
	readonly reason: string;
	readonly error: unknown;
}

/**
 * One connection, which does not reconnect by itself: BusConnection does, so that there is one machinery for a lost
 * connection, a renewed credential and a server that asks its clients to leave.
 * @throws whatever the client throws; `dialFailure` reads it.
 */
export function dial(request: DialRequest): Promise<NatsConnection> {
	const { server, credential, caFile } = request;
	const options = {
		servers: [server],
		name: request.name,
		inboxPrefix: request.inboxPrefix,
		authenticator: authenticator(credential),
		reconnect: false,
		maxReconnectAttempts: -1,
		ignoreAuthErrorAbort: true,
		ignoreClusterUpdates: true,
		noAsyncTraces: true,
		pingInterval: 20_000,
		maxPingOut: 2,
		timeout: 20_000,
	};
	if (/^wss?:/.test(server)) return wsconnect(options);
	if (!server.startsWith("tls:") && caFile === undefined)
		return connect(options);
	// The client names no host for an address, and Node would then look for "localhost" in the certificate.
	const hostname = new URL(server).hostname.replace(/^\[|\]$/g, "");
	const host = isIP(hostname) ? { host: hostname } : {};
	const authority = caFile === undefined ? {} : { caFile };
	return connect({ ...options, tls: { ...host, ...authority } });
}

/** Signs the server's nonce with Node's own Ed25519: twenty milliseconds less than the client's. */
function authenticator(credential: BusCredential) {
	const key = nkeyFromSeed(credential.seed);
	return (nonce?: string) => ({
		jwt: credential.jwt,
		nkey: key.id,
		sig: Buffer.from(key.sign(Buffer.from(nonce ?? ""))).toString("base64url"),
	});
}

/** What the error of a connection means to us. A crowded server's timeout is no refusal (docs/architecture/nats-facts.md#many-agents). */
export function dialFailure(error: unknown): DialFailure {
	const reason = error instanceof Error ? error.message : "connection lost";
	const authentication =
		error instanceof errors.AuthorizationError ||
		error instanceof errors.UserAuthenticationExpiredError;
	const timedOut = /authentication timeout/i.test(reason);
	const refused =
		(authentication && !timedOut) ||
		/revoked/i.test(reason) ||
		error instanceof AppError;
	return { kind: refused ? "refused" : "unreachable", reason, error };
}

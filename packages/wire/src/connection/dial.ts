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
import { type BusAddress, type BusTrust, busAddress } from "./bus-trust.ts";

/** Where and as whom to connect. */
export interface DialRequest {
	/** One server: `tls://`, `wss://`, `nats://` or `ws://`, host and port. */
	readonly server: string;
	readonly name: string;
	readonly credential: BusCredential;
	readonly inboxPrefix: string;
	/** How it has to prove itself; absent: by a certificate of a public authority. */
	readonly trust?: BusTrust | undefined;
}

/**
 * Why a connection could not be made or ended. `refused`: the server knows us and does not want us. `unproven`: it could not
 * prove that it is ours, and was told nothing.
 */
export interface DialFailure {
	readonly kind: "unreachable" | "unproven" | "refused";
	readonly reason: string;
	readonly error: unknown;
}

/**
 * One connection, which does not reconnect by itself: BusConnection does, so that there is one machinery for a lost
 * connection, a renewed credential and a server that asks its clients to leave. TLS begins with the first byte, so that nothing the
 * server says before it counts (docs/architecture/nats-facts.md#tls).
 * @throws whatever the client throws, AppError BUS_INSECURE, BUS_ADDRESS_INVALID or ServerUnproven; `dialFailure` reads it.
 */
export async function dial(request: DialRequest): Promise<NatsConnection> {
	const { credential, trust } = request;
	const address = busAddress(request.server, trust);
	const options = {
		servers: [address.text],
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
	try {
		if (address.transport === "websocket") return await wsconnect(options);
		if (!address.isProven) return await connect(options);
		return await connect({ ...options, tls: tlsOf(address) });
	} catch (error) {
		throw unproven(address, error) ?? error;
	}
}

/** The server at an address did not prove that it is ours. */
export class ServerUnproven extends Error {
	constructor(address: BusAddress, why: string, cause: unknown) {
		super(`${address.text} did not prove itself: ${why}`, { cause });
		this.name = "ServerUnproven";
	}
}

function tlsOf({ url, authorities }: BusAddress) {
	// The client names no host for an address, and Node would then look for "localhost" in the certificate.
	const hostname = url.hostname.replace(/^\[|\]$/g, "");
	const host = isIP(hostname) ? { host: hostname } : {};
	const authority = authorities === undefined ? {} : { ca: authorities };
	return { ...host, ...authority, handshakeFirst: true };
}

const certificateProblems: Readonly<Record<string, string>> = {
	CERT_HAS_EXPIRED: "its certificate has expired",
	CERT_NOT_YET_VALID: "its certificate is not valid yet; compare the clocks",
	ERR_TLS_CERT_ALTNAME_INVALID: "its certificate is for other hosts",
};

/** The certificate's problem, or undefined when the connection failed for another reason. */
function unproven(
	address: BusAddress,
	error: unknown,
): ServerUnproven | undefined {
	if (!address.isProven) return undefined;
	for (let one = error; one instanceof Error; one = one.cause) {
		const code = String(Reflect.get(one, "code") ?? "");
		const known = certificateProblems[code];
		if (known) return new ServerUnproven(address, known, error);
		if (/CERT|SIGNATURE|ISSUER|SELF_SIGNED/.test(code))
			return new ServerUnproven(
				address,
				"its certificate is not signed by a trusted authority",
				error,
			);
		if (/^ERR_SSL_|^EPROTO$/.test(code))
			return new ServerUnproven(
				address,
				"it does not begin with TLS. A server of yours needs handshake_first in its tls block",
				error,
			);
	}
	return undefined;
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
	if (error instanceof ServerUnproven || isInsecure(error))
		return { kind: "unproven", reason, error };
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

function isInsecure(error: unknown): boolean {
	return error instanceof AppError && error.code === "BUS_INSECURE";
}

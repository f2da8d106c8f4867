import { AppError } from "@quarterdeck/contract";
import type { Clock, Log } from "@quarterdeck/runtime";
import { z } from "zod";
import type { Revocations } from "../auth/bus-account-claims.ts";
import type { BusCredential } from "../auth/creds-file.ts";
import { signJwt } from "../auth/jwt.ts";
import { isPublicKey, nkeyFromSeed } from "../auth/nkey.ts";
import {
	type OrganisationBusAccountRequest,
	organisationBusAccountJwt,
} from "../auth/organisation-keys.ts";
import { systemInbox } from "../auth/user-claims.ts";
import { decodeJson } from "../codec.ts";
import { awaitFirstConnection } from "../connection/await-first-connection.ts";
import type { BackoffSettings } from "../connection/backoff.ts";
import type { BusConnection } from "../connection/bus-connection.ts";
import type { BusTrust } from "../connection/bus-trust.ts";
import type { ConnectionState } from "../connection/connection-state.ts";
import { createControlPlaneConnection } from "../connection/control-plane-connection.ts";
import type { WireMeter } from "../meter.ts";
import { serverVersionWarning } from "../server/server-version.ts";

export interface AccountPublisherRequest {
	readonly servers: readonly string[];
	/** A user of the system account. */
	readonly systemCredential: BusCredential;
	readonly operatorId: string;
	readonly operatorSigningSeed: string;
	readonly controlPlaneAccountId: string;
	/** How the servers have to prove themselves. */
	readonly trust?: BusTrust | undefined;
	readonly log: Log;
	readonly clock: Clock;
	readonly meter?: WireMeter;
	readonly settings?: {
		readonly backoff?: Partial<BackoffSettings>;
		readonly connectWithinMs?: number;
	};
}

/** An organisation's bus account, without what the publisher knows itself. */
export type BusAccountRequest = Omit<
	OrganisationBusAccountRequest,
	"operatorSigningSeed" | "controlPlaneAccountId" | "issuedAt" | "revocations"
> & {
	/** All revocations that are in force, each time: what is missing here is let in again. */
	readonly revocations: Revocations;
};

/** Publishes the bus accounts of organisations to the servers. */
export interface AccountPublisher {
	readonly state: ConnectionState;
	onState(listener: (state: ConnectionState) => void): () => void;
	/** What an operator should know about the server: it is used although it has known flaws. */
	warning(): string | undefined;
	/**
	 * Writes an organisation's account as it is to be from now on and makes sure that it was taken. Users that
	 * `revocations` name, and whose JWT is not younger, are cut off at once.
	 * Two writers of one account at a time disturb each other: take a lock on the organisation first.
	 * @throws AppError BUS_UNAVAILABLE when the server does not show the account afterwards as it was written.
	 */
	publish(request: BusAccountRequest): Promise<void>;
	/** Takes accounts away; their connections are cut. @throws AppError BUS_UNAVAILABLE */
	delete(accountIds: readonly string[]): Promise<void>;
	/** Ids of every account the server knows. @throws AppError BUS_UNAVAILABLE */
	list(): Promise<readonly string[]>;
	/** The JWT of an account as the server holds it, or undefined. @throws AppError BUS_UNAVAILABLE */
	lookUp(accountId: string): Promise<string | undefined>;
	close(): Promise<void>;
}

const requestTimeoutMs = 5000;

const updateReplySchema = z.object({
	data: z.object({ code: z.number() }).optional(),
	error: z.object({ description: z.string() }).optional(),
});
const listReplySchema = z.object({ data: z.array(z.string()) });

/**
 * Connects the publisher.
 * @throws AppError BUS_TOO_OLD, or BUS_UNAVAILABLE when no server lets us in.
 */
export async function createAccountPublisher(
	request: AccountPublisherRequest,
): Promise<AccountPublisher> {
	const { log, clock, settings = {} } = request;
	const connection = createControlPlaneConnection(request, {
		name: "account publisher",
		credential: request.systemCredential,
		inboxPrefix: systemInbox,
	});
	const withinMs = settings.connectWithinMs ?? 10_000;
	await awaitFirstConnection({ connection, clock, log, withinMs });

	async function lookUp(accountId: string): Promise<string | undefined> {
		if (!isPublicKey(accountId, "account"))
			throw new Error("An account is named by its public key (A…).");
		const subject = `$SYS.REQ.ACCOUNT.${accountId}.CLAIMS.LOOKUP`;
		const reply = await ask(connection, subject, "");
		return reply.length === 0 ? undefined : Buffer.from(reply).toString();
	}

	async function write(accountId: string, jwt: string): Promise<void> {
		checkUpdate(await ask(connection, "$SYS.REQ.CLAIMS.UPDATE", jwt));
		// The server stores anything and says 200: what it shows afterwards is the answer.
		if ((await lookUp(accountId)) !== jwt)
			throw unavailable("the server did not store the bus account");
	}

	return {
		get state() {
			return connection.state();
		},
		onState: (listener) => connection.onState(listener),
		warning: () => serverVersionWarning(connection.info()?.version ?? ""),
		async publish(account) {
			const jwt = organisationBusAccountJwt({
				...account,
				operatorSigningSeed: request.operatorSigningSeed,
				controlPlaneAccountId: request.controlPlaneAccountId,
				issuedAt: clock.now(),
			});
			await write(account.keys.accountId, jwt);
		},
		async delete(accountIds) {
			if (accountIds.length === 0) return;
			const order = deletion(request, accountIds, clock.now());
			checkUpdate(await ask(connection, "$SYS.REQ.CLAIMS.DELETE", order));
		},
		async list() {
			const reply = await ask(connection, "$SYS.REQ.CLAIMS.LIST", "");
			const read = decodeJson(listReplySchema, reply);
			if (!read) throw unavailable("the list of bus accounts cannot be parsed");
			return read.value.data;
		},
		lookUp,
		close: () => connection.close(),
	};
}

/**
 * Revocations with one more: every JWT issued to the user up to that instant, whole seconds counted, so that one
 * issued in the same second is refused too. It may be dropped again when the last of those JWTs has ended.
 * @throws Error when the text is no public key of a user.
 */
export function withRevocation(
	revocations: Revocations,
	userKey: string,
	revokedAt: Date,
): Revocations {
	if (!isPublicKey(userKey, "user"))
		throw new Error("A user is named by its public key (U…).");
	return {
		...revocations,
		[userKey]: Math.floor(revokedAt.getTime() / 1000),
	};
}

/** The server deletes what a generic JWT of the operator's key lists. */
function deletion(
	request: AccountPublisherRequest,
	accounts: readonly string[],
	issuedAt: Date,
): string {
	const key = nkeyFromSeed(request.operatorSigningSeed);
	return signJwt(key, {
		subject: key.id,
		name: "delete",
		issuedAt,
		claims: { type: "generic", accounts },
	});
}

async function ask(
	connection: BusConnection,
	subject: string,
	text: string,
): Promise<Uint8Array> {
	try {
		// No headers: servers before 2.11 read them as part of the JWT.
		const options = { timeoutMs: requestTimeoutMs };
		const reply = await connection.request(subject, Buffer.from(text), options);
		return reply.data;
	} catch (error) {
		const reason = error instanceof Error ? error.message : String(error);
		throw unavailable(reason, error);
	}
}

function checkUpdate(reply: Uint8Array): void {
	const read = decodeJson(updateReplySchema, reply);
	if (read?.value.error) throw unavailable(read.value.error.description);
	if (read?.value.data?.code !== 200)
		throw unavailable("the server refused the bus account");
}

function unavailable(reason: string, cause?: unknown): AppError {
	return new AppError("BUS_UNAVAILABLE", { reason }, { cause });
}

import { AppError } from "@quarterdeck/contract";
import type { Clock, Log } from "@quarterdeck/runtime";
import { z } from "zod";
import type { Revocations } from "../auth/account-claims.ts";
import type { BusCredential } from "../auth/creds-file.ts";
import { signJwt } from "../auth/jwt.ts";
import { isPublicKey, nkeyFromSeed } from "../auth/nkey.ts";
import {
	type OrganisationAccountRequest,
	organisationAccountJwt,
} from "../auth/organisation-keys.ts";
import { systemInbox } from "../auth/user-claims.ts";
import { createHouseLine } from "../bus/create-house-line.ts";
import { establish } from "../bus/establish.ts";
import { decodeJson } from "../codec.ts";
import type { BackoffSettings } from "../line/backoff.ts";
import type { Line } from "../line/line.ts";
import type { LineState } from "../line/line-state.ts";
import type { WireMeter } from "../meter.ts";
import { serverVersionWarning } from "../server/server-version.ts";

export interface OperatorDeskRequest {
	readonly servers: readonly string[];
	/** A user of the system account. */
	readonly systemCredential: BusCredential;
	readonly operatorId: string;
	readonly operatorSigningSeed: string;
	readonly controlPlaneAccountId: string;
	readonly caFile?: string | undefined;
	readonly log: Log;
	readonly clock: Clock;
	readonly meter?: WireMeter;
	readonly settings?: {
		readonly backoff?: Partial<BackoffSettings>;
		readonly connectWithinMs?: number;
	};
}

/** An organisation's account, without what the desk knows itself. */
export type AccountRequest = Omit<
	OrganisationAccountRequest,
	"operatorSigningSeed" | "controlPlaneAccountId" | "issuedAt" | "revocations"
> & {
	/** All that hold, each time: what is not named here is let in again. */
	readonly revocations: Revocations;
};

/** Writes the accounts of organisations on the bus. */
export interface OperatorDesk {
	readonly state: LineState;
	onState(listener: (state: LineState) => void): () => void;
	/** What to tell an operator about the server, when it is used but has known flaws. */
	warning(): string | undefined;
	/**
	 * Writes an organisation's account as it is to be from now on and makes sure that it was taken. Users that
	 * `revocations` name, and whose JWT is not younger, are cut off at once.
	 * Two writers of one account at a time disturb each other: hold a lock on the organisation.
	 * @throws AppError BUS_UNAVAILABLE when the server does not show the account afterwards as it was written.
	 */
	writeAccount(request: AccountRequest): Promise<void>;
	/** Takes accounts away; their connections are cut. @throws AppError BUS_UNAVAILABLE */
	deleteAccounts(accountIds: readonly string[]): Promise<void>;
	/** Ids of every account the server knows. @throws AppError BUS_UNAVAILABLE */
	listAccounts(): Promise<readonly string[]>;
	/** The JWT of an account as the server holds it, or undefined. @throws AppError BUS_UNAVAILABLE */
	lookUpAccount(accountId: string): Promise<string | undefined>;
	close(): Promise<void>;
}

const requestTimeoutMs = 5000;

const updateReplySchema = z.object({
	data: z.object({ code: z.number() }).optional(),
	error: z.object({ description: z.string() }).optional(),
});
const listReplySchema = z.object({ data: z.array(z.string()) });

/**
 * Connects the desk.
 * @throws AppError BUS_TOO_OLD, or BUS_UNAVAILABLE when no server lets us in.
 */
export async function createOperatorDesk(
	request: OperatorDeskRequest,
): Promise<OperatorDesk> {
	const { log, clock, settings = {} } = request;
	const line = createHouseLine(request, {
		name: "operator desk",
		credential: request.systemCredential,
		inboxPrefix: systemInbox,
	});
	const withinMs = settings.connectWithinMs ?? 10_000;
	await establish({ line, clock, log, withinMs });

	async function lookUp(accountId: string): Promise<string | undefined> {
		if (!isPublicKey(accountId, "account"))
			throw new Error("An account is named by its public key (A…).");
		const subject = `$SYS.REQ.ACCOUNT.${accountId}.CLAIMS.LOOKUP`;
		const reply = await ask(line, subject, "");
		return reply.length === 0 ? undefined : Buffer.from(reply).toString();
	}

	async function write(accountId: string, jwt: string): Promise<void> {
		checkUpdate(await ask(line, "$SYS.REQ.CLAIMS.UPDATE", jwt));
		// The server stores anything and says 200: what it shows afterwards is the answer.
		if ((await lookUp(accountId)) !== jwt)
			throw unavailable("the server did not take the account");
	}

	return {
		get state() {
			return line.state();
		},
		onState: (listener) => line.onState(listener),
		warning: () => serverVersionWarning(line.info()?.version ?? ""),
		async writeAccount(account) {
			const jwt = organisationAccountJwt({
				...account,
				operatorSigningSeed: request.operatorSigningSeed,
				controlPlaneAccountId: request.controlPlaneAccountId,
				issuedAt: clock.now(),
			});
			await write(account.keys.accountId, jwt);
		},
		async deleteAccounts(accountIds) {
			if (accountIds.length === 0) return;
			const order = deletion(request, accountIds, clock.now());
			checkUpdate(await ask(line, "$SYS.REQ.CLAIMS.DELETE", order));
		},
		async listAccounts() {
			const reply = await ask(line, "$SYS.REQ.CLAIMS.LIST", "");
			const read = decodeJson(listReplySchema, reply);
			if (!read) throw unavailable("the list of accounts cannot be read");
			return read.value.data;
		},
		lookUpAccount: lookUp,
		close: () => line.close(),
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
	request: OperatorDeskRequest,
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
	line: Line,
	subject: string,
	text: string,
): Promise<Uint8Array> {
	try {
		// No headers: servers before 2.11 read them as part of the JWT.
		const options = { timeoutMs: requestTimeoutMs };
		const reply = await line.request(subject, Buffer.from(text), options);
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
		throw unavailable("the server refused the account");
}

function unavailable(reason: string, cause?: unknown): AppError {
	return new AppError("BUS_UNAVAILABLE", { reason }, { cause });
}

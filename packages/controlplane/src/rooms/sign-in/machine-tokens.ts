import {
	type Actor,
	AppError,
	type ClusterId,
	type MachineTokenId,
	type OrganisationId,
	type Page,
	type PageRequest,
	pageOf,
	rowsToRead,
} from "@quarterdeck/contract";
import type { Transaction } from "@quarterdeck/runtime";
import type { AuditWho } from "../audit/index.ts";
import {
	idCursor,
	makeSecret,
	normalName,
	type ProvenActor,
	readSecret,
	requireAllScopes,
	sameHash,
} from "../people/index.ts";
import { endOf } from "./api-tokens.ts";
import type { CachedDeps } from "./caches.ts";
import { machineTokenShape } from "./secrets.ts";
import type {
	Machine,
	NewMachineToken,
	WantedMachineToken,
} from "./sign-in.ts";
import type { SignInDeps } from "./sign-in-deps.ts";
import type { MachineToken } from "./token.ts";
import type { StoredMachineToken } from "./token-store.ts";

/**
 * The cluster that this token speaks for.
 * @throws AppError NOT_SIGNED_IN when it is unknown, wrong, ended or late; it does not say which.
 */
export async function authenticateMachine(
	deps: CachedDeps,
	text: string,
): Promise<Machine> {
	const given = readSecret(machineTokenShape, text);
	const found = given && (await deps.caches.machineTokens.find(given.id));
	if (!found || !sameHash(found.token.secretHash, given.secretHash))
		throw new AppError("NOT_SIGNED_IN", {});
	const { token, organisation } = found;
	const at = deps.clock.now();
	if (token.endedAt || (token.expiresAt && token.expiresAt <= at))
		throw new AppError("NOT_SIGNED_IN", {});
	deps.caches.machineTokenUses.note({ id: token.id, at }, token.lastUsedAt);
	const { id, clusterId, label } = token;
	return { organisation, clusterId, tokenId: id, label };
}

/**
 * A token for programs of one cluster. Whether the actor may, and whether there is such a cluster, is asked by the caller: the fleet
 * room comes after this one.
 * @throws AppError TOKEN_TOO_NARROW, INPUT_INVALID, TOKENS_TOO_MANY, PERSON_NOT_FOUND when the actor was removed.
 */
export async function createMachineToken(
	deps: SignInDeps,
	actor: ProvenActor,
	organisationId: OrganisationId,
	wanted: WantedMachineToken,
): Promise<NewMachineToken> {
	requireAllScopes(actor);
	const id = deps.newId("machineToken");
	const { text, secretHash } = makeSecret(machineTokenShape, id);
	const { clusterId } = wanted;
	const token: StoredMachineToken = {
		id,
		organisationId,
		clusterId,
		secretHash,
		label: normalName("label", wanted.label),
		madeBy: actor.personId,
		createdAt: deps.clock.now(),
		expiresAt: endOf(deps, wanted.expiresInDays),
		endedAt: undefined,
		lastUsedAt: undefined,
	};
	await deps.transact(async (tx) => {
		await deps.accounts.lockActor(tx, organisationId, actor);
		const limit = deps.settings.maxTokens;
		const made = await deps.tokenStore.listMachineTokens(
			organisationId,
			clusterId,
			{ limit, at: token.createdAt },
			tx,
		);
		if (made.length >= limit) throw new AppError("TOKENS_TOO_MANY", { limit });
		await deps.tokenStore.insertMachineToken(tx, token);
		await recordToken(deps, tx, token, "machine-token.made", {
			kind: "person",
			personId: actor.personId,
			email: actor.email,
		});
	});
	return { token: text, machineToken: viewOfMachine(token) };
}

/** Tokens of a cluster that have not ended, newest first. @throws AppError INPUT_INVALID for a cursor that is none. */
export async function listMachineTokens(
	deps: SignInDeps,
	organisationId: OrganisationId,
	clusterId: ClusterId,
	page: PageRequest,
): Promise<Page<MachineToken>> {
	const rows = await deps.tokenStore.listMachineTokens(
		organisationId,
		clusterId,
		{
			limit: rowsToRead(page),
			beforeId: idCursor("machineToken", page),
			at: deps.clock.now(),
		},
	);
	return pageOf(rows.map(viewOfMachine), page, ({ id }) => id);
}

const maxEnding = 100;

/** Tokens of any cluster that are valid now and end before this instant, the first to end first: 100 at most. */
export async function endingMachineTokens(
	deps: SignInDeps,
	organisationId: OrganisationId,
	before: Date,
): Promise<readonly MachineToken[]> {
	const rows = await deps.tokenStore.endingMachineTokens(
		organisationId,
		{ from: deps.clock.now(), before },
		maxEnding,
	);
	return rows.map(viewOfMachine);
}

/**
 * Ends one. Whether the actor may is asked by the caller.
 * @returns it, or undefined when there was none to end. @throws AppError PERSON_NOT_FOUND when the actor was removed.
 */
export async function endMachineToken(
	deps: SignInDeps,
	actor: Actor,
	organisationId: OrganisationId,
	tokenId: MachineTokenId,
): Promise<MachineToken | undefined> {
	const who = {
		kind: "person",
		personId: actor.personId,
		email: actor.email,
	} as const;
	const [ended] = await deps.transact(async (tx) => {
		await deps.accounts.lockActor(tx, organisationId, actor);
		return endAndAnnounce(deps, tx, organisationId, { id: tokenId }, who);
	});
	return ended && viewOfMachine(ended);
}

/** Ends all tokens of a cluster in the transaction that removes it, each with its audit record. @returns how many. */
export async function endMachineTokensOf(
	deps: SignInDeps,
	tx: Transaction,
	organisationId: OrganisationId,
	clusterId: ClusterId,
	who: AuditWho,
): Promise<number> {
	const ended = await endAndAnnounce(
		deps,
		tx,
		organisationId,
		{ clusterId },
		who,
	);
	return ended.length;
}

/** Ends some in a transaction, each with its audit record. Announcing it is left to the caller. */
export async function endMachineTokens(
	deps: Pick<SignInDeps, "tokenStore" | "audit" | "clock">,
	tx: Transaction,
	organisationId: OrganisationId,
	which: Parameters<SignInDeps["tokenStore"]["endMachineTokens"]>[2],
	who: AuditWho,
): Promise<readonly StoredMachineToken[]> {
	const ended = await deps.tokenStore.endMachineTokens(
		tx,
		organisationId,
		which,
		deps.clock.now(),
	);
	for (const token of ended)
		await recordToken(deps, tx, token, "machine-token.ended", who);
	return ended;
}

async function endAndAnnounce(
	deps: SignInDeps,
	tx: Transaction,
	organisationId: OrganisationId,
	which: { readonly id: MachineTokenId } | { readonly clusterId: ClusterId },
	who: AuditWho,
): Promise<readonly StoredMachineToken[]> {
	const ended = await endMachineTokens(deps, tx, organisationId, which, who);
	await deps.changes.announce(tx, { ended: ended.map(({ id }) => id) });
	return ended;
}

async function recordToken(
	deps: Pick<SignInDeps, "audit">,
	tx: Transaction,
	token: MachineToken,
	code: "machine-token.made" | "machine-token.ended",
	who: AuditWho,
): Promise<void> {
	const { id, organisationId, clusterId, label } = token;
	await deps.audit.recordEvent(tx, {
		organisationId,
		code,
		who,
		outcome: "succeeded",
		subjectId: id,
		facts: { cluster: clusterId, label },
	});
}

function viewOfMachine(stored: StoredMachineToken): MachineToken {
	const { secretHash: _, madeBy, endedAt, ...token } = stored;
	return token;
}

import type { OrganisationId, SessionId } from "@quarterdeck/contract";
import type { Transaction } from "@quarterdeck/runtime";
import type { EndedProofs, Person, Proofs } from "../people/index.ts";
import { endMachineTokens } from "./machine-tokens.ts";
import type { SignInDeps } from "./sign-in-deps.ts";

/** What this room does for the people room; it needs nothing of it in return. */
export type ProofsDeps = Pick<
	SignInDeps,
	| "linkStore"
	| "passwordStore"
	| "sessionStore"
	| "tokenStore"
	| "changes"
	| "audit"
	| "clock"
>;

/** Adds an organisation to what a session opens, unless it opens all. */
export async function openTo(
	deps: ProofsDeps,
	tx: Transaction,
	sessionId: SessionId,
	organisationId: OrganisationId,
): Promise<void> {
	await deps.sessionStore.extendSession(tx, sessionId, organisationId);
	await deps.changes.announce(tx, { changed: [sessionId] });
}

/** Ends all that proves who a removed person is. What ends, and what stays, stands at `Proofs.endProofs`. */
export async function endProofs(
	deps: ProofsDeps,
	tx: Transaction,
	person: Person,
	{ who, isLast }: Parameters<Proofs["endProofs"]>[2],
): Promise<EndedProofs> {
	const { id, organisationId, accountId } = person;
	const at = deps.clock.now();
	await deps.linkStore.endSignInLinks(tx, organisationId, id, at);
	const tokens = await deps.tokenStore.endApiTokens(
		tx,
		organisationId,
		id,
		undefined,
		at,
	);
	await deps.passwordStore.closePasswords(tx, accountId, organisationId);
	const sessions = await deps.sessionStore.endSessions(
		tx,
		accountId,
		isLast ? undefined : [organisationId],
		{},
		at,
	);
	const machineTokens = await endMachineTokens(
		deps,
		tx,
		organisationId,
		{ madeBy: id },
		who,
	);
	await deps.changes.announce(tx, {
		ended: [
			id,
			...tokens,
			...sessions.map((one) => one.id),
			...machineTokens.map((one) => one.id),
		],
		changed: [accountId],
	});
	return {
		tokensEnded: tokens.length,
		sessionsEnded: sessions.length,
		machineTokensEnded: machineTokens.length,
	};
}

import { AppError } from "@quarterdeck/contract";
import type { Transaction } from "@quarterdeck/runtime";
import type { OpenSession } from "./account.ts";
import type { MaybeSession } from "./identity.ts";
import type { IdentityDeps } from "./identity-deps.ts";
import type { StoredSession } from "./session-store.ts";

/**
 * Holds the session that somebody changes their account with, first in the transaction, together with the account: one that ended
 * since it was asked who holds it changes nothing.
 * @throws AppError NOT_SIGNED_IN when it ended.
 */
export async function holdSession(
	deps: IdentityDeps,
	tx: Transaction,
	{ account, session }: Pick<OpenSession, "account" | "session">,
): Promise<StoredSession> {
	await deps.accountStore.lockAccount(tx, account.id);
	return openSession(deps, session.id, tx);
}

/** The same for whoever may speak without a session. */
export async function holdSelf(
	deps: IdentityDeps,
	tx: Transaction,
	{ account, session }: MaybeSession,
): Promise<void> {
	if (session) await holdSession(deps, tx, { account, session });
	else await deps.accountStore.lockAccount(tx, account.id);
}

/** The session as it is stored. @throws AppError NOT_SIGNED_IN when it ended. */
export async function openSession(
	deps: IdentityDeps,
	id: StoredSession["id"],
	tx?: Transaction,
): Promise<StoredSession> {
	const found = await deps.sessionStore.findSession(id, tx);
	if (!found || found.session.endedAt) throw new AppError("NOT_SIGNED_IN", {});
	return found.session;
}

import { AppError } from "@quarterdeck/contract";
import type { Transaction } from "@quarterdeck/runtime";
import type { OpenSession } from "./session.ts";
import type { StoredSession } from "./session-store.ts";
import type { SignInDeps } from "./sign-in-deps.ts";

/**
 * Locks the session that somebody changes their account with, first in the transaction, together with the account: one that ended
 * since it was asked who holds it changes nothing.
 * @throws AppError NOT_SIGNED_IN when it ended.
 */
export async function lockSession(
	deps: SignInDeps,
	tx: Transaction,
	{ account, session }: Pick<OpenSession, "account" | "session">,
): Promise<StoredSession> {
	await deps.accounts.lockAccount(tx, account.id);
	return requireSession(deps, session.id, tx);
}

/** The session as it is stored. @throws AppError NOT_SIGNED_IN when it ended. */
export async function requireSession(
	deps: Pick<SignInDeps, "sessionStore">,
	id: StoredSession["id"],
	tx?: Transaction,
): Promise<StoredSession> {
	const found = await deps.sessionStore.findSession(id, tx);
	if (!found || found.session.endedAt) throw new AppError("NOT_SIGNED_IN", {});
	return found.session;
}

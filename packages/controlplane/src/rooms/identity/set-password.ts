import { AppError } from "@quarterdeck/contract";
import type { Transaction } from "@quarterdeck/runtime";
import type { OpenSession, Reach } from "./account.ts";
import { membershipsOf, recordInAll } from "./account-of.ts";
import type { StoredPassword } from "./account-store.ts";
import type { IdentityDeps } from "./identity-deps.ts";
import {
	countAttempt,
	forgiveAttempt,
	passwordRefused,
} from "./password-attempts.ts";
import type { PasswordDeps } from "./sign-in-by-password.ts";

/**
 * Sets the password of one's own account, and ends the account's other sessions that reach no further. It will open what the session
 * opens. The one that is there must be said, unless it opens less than the session does: then whoever set it may have been another.
 * @throws AppError PASSWORD_UNFIT, PASSWORD_REFUSED when the current one is wrong or missing, PASSWORD_BUSY.
 */
export async function setPassword(
	deps: PasswordDeps,
	self: OpenSession,
	given: { readonly current?: string | undefined; readonly password: string },
): Promise<void> {
	checkPassword(given.password, self.account.email);
	const { accountStore, hashing } = deps;
	const known = await accountStore.findPassword(self.account.id);
	const isAsked = known !== undefined && !opensLess(known.reach, self.reach);
	const hash = await hashing.inTurn(async () => {
		if (isAsked) await checkCurrent(deps, self, given.current, known.hash);
		return hashing.hash(given.password);
	});
	const reach = isAsked ? widest(known.reach, self.reach) : self.reach;
	await deps.transact(async (tx) => {
		await accountStore.lockAccount(tx, self.account.id);
		const now = await accountStore.findPassword(self.account.id, tx);
		// Another was faster: what was said is not the current one any more.
		if (now?.hash !== known?.hash) throw passwordRefused(deps);
		await replace(deps, tx, self, { hash, reach, setAt: deps.clock.now() });
	});
}

async function replace(
	deps: IdentityDeps,
	tx: Transaction,
	{ account, session }: OpenSession,
	password: StoredPassword,
): Promise<void> {
	await deps.accountStore.putPassword(tx, account.id, password);
	const ended = await deps.sessionStore.endSessions(
		tx,
		account.id,
		password.reach,
		{ except: session.id },
		password.setAt,
	);
	const ids = ended.map(({ id }) => id);
	await deps.news.announce(tx, { kind: "ended", ids });
	await deps.news.announce(tx, { kind: "changed", ids: [account.id] });
	const open = await membershipsOf(deps, account, password.reach, tx);
	await recordInAll(deps, tx, open, {
		code: "password.set",
		subjectId: account.id,
		facts: { sessionsEnded: ids.length },
	});
}

/** 12 to 128 characters, of which the email is none. @throws AppError PASSWORD_UNFIT. */
function checkPassword(password: string, email: string): void {
	const unfit = (reason: string) => new AppError("PASSWORD_UNFIT", { reason });
	// By characters as people count them, not by the halves of one.
	const length = password.length > 1024 ? 1024 : [...password].length;
	if (length < 12) throw unfit("it has less than 12 characters");
	if (length > 128) throw unfit("it has more than 128 characters");
	if (password.normalize("NFC").trim().toLowerCase() === email)
		throw unfit("it is your email");
}

async function checkCurrent(
	deps: PasswordDeps,
	{ account, session }: OpenSession,
	current: string | undefined,
	hash: string,
): Promise<void> {
	const keys = { email: account.email, address: session.address || undefined };
	if (!current) throw passwordRefused(deps);
	const { lockedUntil } = await countAttempt(deps, keys);
	if (lockedUntil) throw passwordRefused(deps, lockedUntil);
	if (!(await deps.hashing.matches(current.slice(0, 1024), hash)))
		throw passwordRefused(deps);
	await forgiveAttempt(deps, keys);
}

/** Whether the one opens less than the other. */
function opensLess(one: Reach, other: Reach): boolean {
	if (one === undefined) return false;
	if (other === undefined) return true;
	return (
		one.length < other.length &&
		one.every((organisation) => other.includes(organisation))
	);
}

/** What both open together: both were proved. */
function widest(one: Reach, other: Reach): Reach {
	return one && other && [...new Set([...one, ...other])];
}

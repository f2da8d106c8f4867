import { AppError } from "@quarterdeck/contract";
import type { Transaction } from "@quarterdeck/runtime";
import {
	eventInEach,
	type Reach,
	recordAccountEvents,
} from "../people/index.ts";
import { lockSession, requireSession } from "./lock-session.ts";
import {
	countAttempt,
	forgiveAttempt,
	passwordRefused,
} from "./password-attempts.ts";
import type { StoredPassword } from "./password-store.ts";
import type { OpenSession } from "./session.ts";
import { type PasswordDeps, passwordsOf } from "./sign-in-by-password.ts";
import type { SignInDeps } from "./sign-in-deps.ts";

/**
 * Sets a password of one's own account, and ends the account's other sessions that it opens as well. An account has one as a whole,
 * set by sessions that proved it; that one takes the place of all others. And it has one for each organisation whose link, or whose
 * password, began the session that set it: a member may have used the link in the person's stead, and must not come between them and
 * the others. It opens what the session opens now, and no more when the account joins something later. The one that is replaced must
 * be said (see `mustSayCurrent`).
 * @throws AppError PASSWORD_UNFIT, PASSWORD_REFUSED when the current one is wrong or missing, PASSWORD_BUSY, NOT_SIGNED_IN.
 */
export async function setPassword(
	deps: PasswordDeps,
	self: OpenSession,
	given: { readonly current?: string | undefined; readonly password: string },
): Promise<void> {
	const { account, session } = self;
	checkPassword(given.password, account.email);
	const { passwordStore, hashing } = deps;
	const { provedFor } = await requireSession(deps, session.id);
	const all = await passwordsOf(deps, account);
	const known = all.find((one) => one.provedFor === provedFor);
	const isAsked = known && (!isOfServerKeeper(self) || given.current);
	const isOnly = all.length === 1;
	const hash = await hashing.inTurn(async () => {
		if (isAsked) await checkCurrent(deps, self, given.current, known, isOnly);
		// With the salt of the others, so that one hashing tries them all.
		const beside = all.find((one) => one !== known && provedFor !== undefined);
		return hashing.hash(given.password, beside?.hash);
	});
	await deps.transact(async (tx) => {
		const { reach } = await lockSession(deps, tx, self);
		const now = await passwordsOf(deps, account, tx);
		// Another was faster: what was said is not the current one any more, or the salt is not that of the others.
		if (hashesOf(now) !== hashesOf(all)) throw passwordRefused(deps);
		if (provedFor === undefined)
			await passwordStore.deleteNarrowPasswords(tx, account.id);
		await replace(deps, tx, self, {
			provedFor,
			hash,
			reach: isAsked ? widest(known.reach, reach) : reach,
			setAt: deps.clock.now(),
		});
	});
}

/** Whether `setPassword` asks this session for the current password; pages ask for it then, and only then. */
export function mustSayCurrent(self: OpenSession): boolean {
	return self.account.hasPassword && !isOfServerKeeper(self);
}

/**
 * Whoever keeps the server may replace a password that was forgotten, by the link that the server made for them. A provider's session
 * may not: one that was left open would become a way in that outlasts it.
 */
function isOfServerKeeper({ session, reach }: OpenSession): boolean {
	return session.method === "link" && reach === undefined;
}

async function replace(
	deps: SignInDeps,
	tx: Transaction,
	{ account, session }: OpenSession,
	password: StoredPassword,
): Promise<void> {
	const { reach, provedFor, setAt } = password;
	await deps.passwordStore.putPassword(tx, account.id, password);
	const ended = await deps.sessionStore.endSessions(
		tx,
		account.id,
		reach,
		{ except: session.id, begunBy: provedFor },
		setAt,
	);
	const ids = ended.map(({ id }) => id);
	await deps.changes.announce(tx, { ended: ids, changed: [account.id] });
	const open = await deps.accounts.membershipsOf(account, reach, tx);
	await recordAccountEvents(
		deps,
		tx,
		eventInEach(open, {
			code: "password.set",
			subjectId: account.id,
			facts: { sessionsEnded: ids.length },
		}),
	);
}

function hashesOf(passwords: readonly StoredPassword[]): string {
	return passwords.map(({ hash }) => hash).join(" ");
}

/** 12 to 128 characters, of which the email is none. @throws AppError PASSWORD_UNFIT. */
function checkPassword(password: string, email: string): void {
	const unfit = (reason: string) => new AppError("PASSWORD_UNFIT", { reason });
	// By characters as people count them, not by the halves of one.
	const length = password.length > 1024 ? 1024 : [...password].length;
	if (length < 12) throw unfit("it has fewer than 12 characters");
	if (length > 128) throw unfit("it has more than 128 characters");
	if (password.normalize("NFC").trim().toLowerCase() === email)
		throw unfit("it is your email");
}

async function checkCurrent(
	deps: PasswordDeps,
	{ account, session }: OpenSession,
	current: string | undefined,
	known: StoredPassword,
	isOnly: boolean,
): Promise<void> {
	const keys = { email: account.email, address: session.address || undefined };
	if (!current) throw passwordRefused(deps);
	const { lockedUntil } = await countAttempt(deps, keys);
	if (lockedUntil) throw passwordRefused(deps, lockedUntil);
	if (!(await deps.hashing.find(current.slice(0, 1024), [known.hash])))
		throw passwordRefused(deps);
	await forgiveAttempt(deps, keys, { isOnly });
}

/** What both open together: both were proved. */
function widest(one: Reach, other: Reach): Reach {
	return one && other && [...new Set([...one, ...other])];
}

import type { Transaction } from "@quarterdeck/runtime";
import {
	type Account,
	eventInEach,
	type Membership,
	reaches,
	recordAccountEvents,
} from "../people/index.ts";
import { beginSession } from "./begin-session.ts";
import type { PasswordHashing } from "./hash-password.ts";
import {
	type AttemptKeys,
	countAttempt,
	forgiveAttempt,
	passwordRefused,
} from "./password-attempts.ts";
import type { StoredPassword } from "./password-store.ts";
import type { Browser, NewSession } from "./session.ts";
import type { SignInDeps } from "./sign-in-deps.ts";

/** Passwords of one account that are looked at; it has one for each organisation that added its email, at most. */
const maxPasswords = 1000;

export interface PasswordDeps extends SignInDeps {
	readonly hashing: PasswordHashing;
}

/**
 * A session by email and password. It opens what the session that set the password opened; where the account has several, and this
 * is more than one of them, the one that was set last decides, or whoever set one could try with it what the others are. Whether
 * passwords are taken at all is asked by the caller.
 *
 * Each attempt is counted before it is tried, by email and by address, so that many at once are no more than one after another. One
 * that fails is not written into the audit, for anybody may cause as many as they like; one that locks an account is, in each
 * organisation that a password of it opens: another may only have added the email.
 *
 * @throws AppError PASSWORD_REFUSED alike for an unknown email, a wrong password and a locked one, but for the time to wait;
 * PASSWORD_BUSY.
 */
export async function signInByPassword(
	deps: PasswordDeps,
	given: { readonly email: string; readonly password: string },
	browser: Browser,
): Promise<NewSession> {
	const keys: AttemptKeys = {
		email: given.email.trim().normalize("NFC").toLowerCase().slice(0, 320),
		address: browser.address,
	};
	// Longer ones are nobody's, and would cost more than they should.
	const password = given.password.slice(0, 1024);
	const proved = await deps.hashing.inTurn(() => prove(deps, keys, password));
	await forgiveAttempt(deps, keys, proved);
	return deps.transact(async (tx) => {
		const { account, provedFor, hash, newHash } = proved;
		await deps.accounts.lockAccount(tx, account.id);
		const all = await passwordsOf(deps, account, tx);
		const stored = all.find((one) => one.provedFor === provedFor);
		// Changed since it was looked at: what was proved is not the password any more.
		if (stored?.hash !== hash) throw passwordRefused(deps);
		if (newHash !== undefined)
			await deps.passwordStore.putPassword(tx, account.id, {
				...stored,
				hash: newHash,
			});
		return beginSession(deps, tx, {
			account,
			method: "password",
			reach: stored.reach,
			provedFor,
			browser,
		});
	});
}

interface Proved extends Pick<StoredPassword, "provedFor" | "hash"> {
	readonly account: Account;
	/** Whether the account has no other password. */
	readonly isOnly: boolean;
	/** When the parameters have changed since it was hashed. */
	readonly newHash: string | undefined;
}

async function prove(
	deps: PasswordDeps,
	keys: AttemptKeys,
	password: string,
): Promise<Proved> {
	const { accounts, hashing } = deps;
	const { lockedUntil, isLocking } = await countAttempt(deps, keys);
	const account = await accounts.findAccountByEmail(keys.email);
	if (account && isLocking) await recordLock(deps, account, keys);
	if (lockedUntil) throw passwordRefused(deps, lockedUntil);
	const all = account ? await passwordsOf(deps, account) : [];
	const hashes = all.map((one) => one.hash);
	const found = await hashing.find(password, hashes);
	const stored = all.find(({ hash }) => hash === found);
	if (!account || !stored) throw passwordRefused(deps);
	const { hash, provedFor } = stored;
	const newHash = hashing.isOutdated(hash)
		? await hashing.hash(password, hash)
		: undefined;
	return { account, provedFor, hash, newHash, isOnly: all.length === 1 };
}

/** The passwords of an account, those that were set last in front. */
export function passwordsOf(
	deps: SignInDeps,
	account: Pick<Account, "id">,
	tx?: Transaction,
): Promise<readonly StoredPassword[]> {
	return deps.passwordStore.listPasswords(account.id, maxPasswords, tx);
}

async function recordLock(
	deps: PasswordDeps,
	account: Account,
	{ address }: AttemptKeys,
): Promise<void> {
	await deps.transact(async (tx) => {
		const all = await passwordsOf(deps, account, tx);
		const isConcerned = ({ organisation }: Membership) =>
			all.some(({ reach }) => reaches(reach, organisation.id));
		const open = await deps.accounts.membershipsOf(account, undefined, tx);
		const events = eventInEach(open.filter(isConcerned), {
			code: "sign-in.locked",
			who: { kind: "process", processId: deps.processId },
			outcome: "denied",
			subjectId: account.id,
			facts: { email: account.email, address: (address ?? "").slice(0, 64) },
		});
		await recordAccountEvents(deps, tx, events);
	});
}

import type { Account, Browser, NewSession } from "./account.ts";
import { membershipsOf, recordInAll } from "./account-of.ts";
import { beginSession } from "./begin-session.ts";
import type { PasswordHashing } from "./hash-password.ts";
import type { IdentityDeps } from "./identity-deps.ts";
import {
	type AttemptKeys,
	countAttempt,
	forgiveAttempt,
	passwordRefused,
} from "./password-attempts.ts";

export interface PasswordDeps extends IdentityDeps {
	readonly hashing: PasswordHashing;
}

/**
 * A session by email and password. It opens what the session that set the password opened. Whether passwords are taken at all is
 * asked by the caller.
 *
 * Each attempt is counted before it is tried, by email and by address, so that many at once are no more than one after another. One
 * that fails is not written into the audit, for anybody may cause as many as they like; one that locks an account is, in each of its
 * organisations.
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
	await forgiveAttempt(deps, keys);
	return deps.transact(async (tx) => {
		const { account, hash, newHash } = proved;
		await deps.accountStore.lockAccount(tx, account.id);
		const stored = await deps.accountStore.findPassword(account.id, tx);
		// Changed since it was looked at: what was proved is not the password any more.
		if (stored?.hash !== hash) throw passwordRefused(deps);
		if (newHash !== undefined)
			await deps.accountStore.putPassword(tx, account.id, {
				...stored,
				hash: newHash,
			});
		return beginSession(deps, tx, {
			account,
			method: "password",
			reach: stored.reach,
			browser,
		});
	});
}

interface Proved {
	readonly account: Account;
	readonly hash: string;
	/** When the parameters have changed since it was hashed. */
	readonly newHash: string | undefined;
}

async function prove(
	deps: PasswordDeps,
	keys: AttemptKeys,
	password: string,
): Promise<Proved> {
	const { accountStore, hashing } = deps;
	const { lockedUntil, isLocking } = await countAttempt(deps, keys);
	const account = await accountStore.findAccountByEmail(keys.email);
	if (account && isLocking) await recordLock(deps, account, keys);
	if (lockedUntil) throw passwordRefused(deps, lockedUntil);
	const stored = account && (await accountStore.findPassword(account.id));
	const isRight = await hashing.matches(password, stored?.hash);
	if (!account || !stored || !isRight) throw passwordRefused(deps);
	const { hash } = stored;
	const newHash = hashing.isOutdated(hash)
		? await hashing.hash(password)
		: undefined;
	return { account, hash, newHash };
}

async function recordLock(
	deps: PasswordDeps,
	account: Account,
	{ address }: AttemptKeys,
): Promise<void> {
	await deps.transact(async (tx) => {
		const open = await membershipsOf(deps, account, undefined, tx);
		await recordInAll(deps, tx, open, {
			code: "sign-in.locked",
			who: { kind: "process", processId: deps.processId },
			outcome: "denied",
			subjectId: account.id,
			facts: { email: account.email, address: (address ?? "").slice(0, 64) },
		});
	});
}

import { AppError } from "@quarterdeck/contract";
import type { Transaction } from "@quarterdeck/runtime";
import type { Account, Browser, NewSession } from "./account.ts";
import {
	accountOf,
	membershipsOf,
	type ToldEvent,
	tellAll,
} from "./account-of.ts";
import { beginSession } from "./begin-session.ts";
import { normalEmail, normalName } from "./email.ts";
import type { ProviderClaims } from "./identity.ts";
import type { IdentityDeps } from "./identity-deps.ts";

/**
 * A session for whoever an identity provider says it is; the door has verified that it said so.
 *
 * A subject that was here before is the account it was, whatever its email is now: a changed email is noted beside the subject and
 * changes neither the account nor any person, because rights in clusters hang on those. A subject that is new becomes the account of
 * its email when the provider says that it verified it and no other subject of that issuer has the account or the email; else it is
 * refused, so that nobody comes into an account by an address that was given to them after another had it.
 *
 * @throws AppError EMAIL_UNVERIFIED, EMAIL_HELD, INPUT_INVALID for claims that cannot be.
 */
export async function signInByProvider(
	deps: IdentityDeps,
	claims: ProviderClaims,
	browser: Browser,
): Promise<NewSession> {
	const { issuer, subject } = claims;
	for (const [field, text] of Object.entries({ issuer, subject }))
		if (text === "" || text.length > 512)
			throw new AppError("INPUT_INVALID", {
				field,
				reason: "expected 1 to 512 characters",
			});
	return deps.transact(async (tx) => {
		const known = await deps.accountStore.findProviderIdentity(
			tx,
			issuer,
			subject,
		);
		const { account, told } = known
			? await returning(deps, tx, known.accountId, claims)
			: await joining(deps, tx, claims);
		return beginSession(deps, tx, {
			account,
			method: "provider",
			reach: undefined,
			provedFor: undefined,
			issuer,
			browser,
			told,
		});
	});
}

interface Found {
	readonly account: Account;
	/** Whoever opens all of an account from now on is told to all organisations of it. */
	readonly told: readonly ToldEvent[];
}

async function returning(
	deps: IdentityDeps,
	tx: Transaction,
	accountId: Account["id"],
	{ issuer, subject, ...claims }: ProviderClaims,
): Promise<Found> {
	const { accountStore } = deps;
	const account = await accountStore.findAccount(accountId, tx);
	if (!account) throw new Error("a provider's identity without an account");
	const email = claims.emailVerified ? readEmail(claims.email) : undefined;
	if (email)
		await accountStore.touchProviderIdentity(tx, {
			issuer,
			subject,
			email,
			lastSeenAt: deps.clock.now(),
		});
	return { account, told: [] };
}

async function joining(
	deps: IdentityDeps,
	tx: Transaction,
	{ issuer, subject, ...claims }: ProviderClaims,
): Promise<Found> {
	const email = normalEmail(claims.email);
	if (claims.emailVerified !== true)
		throw new AppError("EMAIL_UNVERIFIED", { issuer, email });
	const { accountStore } = deps;
	const account = await accountOf(
		deps,
		tx,
		email,
		readName(claims.displayName) ?? email,
	);
	await accountStore.lockAccount(tx, account.id);
	const at = deps.clock.now();
	const identity = {
		issuer,
		subject,
		email,
		accountId: account.id,
		createdAt: at,
		lastSeenAt: at,
	};
	const isHeld = await accountStore.isHeldByAnother(tx, identity);
	if (isHeld) throw new AppError("EMAIL_HELD", { issuer, email });
	if (await accountStore.insertProviderIdentity(tx, identity)) {
		const all = await membershipsOf(deps, account, undefined, tx);
		const event = {
			code: "identity.linked",
			subjectId: account.id,
			facts: { issuer, subject, email },
		} as const;
		return { account, told: tellAll(all, event) };
	}
	// The same subject signed in twice at once: the other one was first.
	const made = await accountStore.findProviderIdentity(tx, issuer, subject);
	if (made?.accountId !== account.id)
		throw new AppError("EMAIL_HELD", { issuer, email });
	return { account, told: [] };
}

function readEmail(text: string): string | undefined {
	try {
		return normalEmail(text);
	} catch {
		return undefined;
	}
}

/** A name that cannot be shown is no reason to refuse anybody. */
function readName(text: string | undefined): string | undefined {
	try {
		return text && normalName("displayName", text);
	} catch {
		return undefined;
	}
}

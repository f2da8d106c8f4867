import { AppError } from "@quarterdeck/contract";
import type { Transaction } from "@quarterdeck/runtime";
import {
	type Account,
	eventInEach,
	normalEmail,
	normalName,
	type OrganisationEvent,
} from "../people/index.ts";
import { beginSession } from "./begin-session.ts";
import type { Browser, NewSession } from "./session.ts";
import type { ProviderClaims } from "./sign-in.ts";
import type { SignInDeps } from "./sign-in-deps.ts";

/**
 * A session for whoever a provider says it is; the door has verified that it said so.
 *
 * A subject that was here before is the account it was, whatever its email is now: a changed email is noted beside the subject and
 * changes neither the account nor any person, because rights in clusters hang on those. A subject that is new becomes the account of
 * its email when the provider says that it verified it and no other subject of that issuer has the account or the email; else it is
 * refused, so that nobody comes into an account by an address that was given to them after another had it.
 *
 * @throws AppError EMAIL_UNVERIFIED, EMAIL_HELD, INPUT_INVALID for claims that cannot be.
 */
export async function signInByProvider(
	deps: SignInDeps,
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
		const known = await deps.providerAccountStore.findProviderAccount(
			tx,
			issuer,
			subject,
		);
		const { account, events } = known
			? await returning(deps, tx, known.accountId, claims)
			: await joining(deps, tx, claims);
		return beginSession(deps, tx, {
			account,
			method: "provider",
			reach: undefined,
			provedFor: undefined,
			issuer,
			browser,
			events,
		});
	});
}

interface Found {
	readonly account: Account;
	/** All organisations of an account record who opens all of it from now on. */
	readonly events: readonly OrganisationEvent[];
}

async function returning(
	deps: SignInDeps,
	tx: Transaction,
	accountId: Account["id"],
	{ issuer, subject, ...claims }: ProviderClaims,
): Promise<Found> {
	const account = await deps.accounts.findAccount(accountId, tx);
	if (!account) throw new Error("a provider account without an account");
	const email = claims.emailVerified ? readEmail(claims.email) : undefined;
	if (email)
		await deps.providerAccountStore.touchProviderAccount(tx, {
			issuer,
			subject,
			email,
			lastSeenAt: deps.clock.now(),
		});
	return { account, events: [] };
}

async function joining(
	deps: SignInDeps,
	tx: Transaction,
	{ issuer, subject, ...claims }: ProviderClaims,
): Promise<Found> {
	const email = normalEmail(claims.email);
	if (claims.emailVerified !== true)
		throw new AppError("EMAIL_UNVERIFIED", { issuer, email });
	const { accounts, providerAccountStore } = deps;
	const account = await accounts.findOrMakeAccount(
		tx,
		email,
		readName(claims.displayName) ?? email,
	);
	await accounts.lockAccount(tx, account.id);
	const at = deps.clock.now();
	const providerAccount = {
		issuer,
		subject,
		email,
		accountId: account.id,
		createdAt: at,
		lastSeenAt: at,
	};
	const isHeld = await providerAccountStore.isHeldByAnother(
		tx,
		providerAccount,
	);
	if (isHeld) throw new AppError("EMAIL_HELD", { issuer, email });
	if (await providerAccountStore.insertProviderAccount(tx, providerAccount)) {
		const all = await deps.accounts.membershipsOf(account, undefined, tx);
		const event = {
			code: "identity.linked",
			subjectId: account.id,
			facts: { issuer, subject, email },
		} as const;
		return { account, events: eventInEach(all, event) };
	}
	// The same subject signed in twice at once: the other one was first.
	const made = await providerAccountStore.findProviderAccount(
		tx,
		issuer,
		subject,
	);
	if (made?.accountId !== account.id)
		throw new AppError("EMAIL_HELD", { issuer, email });
	return { account, events: [] };
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

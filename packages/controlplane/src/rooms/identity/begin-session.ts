import type { OrganisationId } from "@quarterdeck/contract";
import type { Transaction } from "@quarterdeck/runtime";
import type {
	Account,
	Browser,
	NewSession,
	Reach,
	Session,
	SignInMethod,
} from "./account.ts";
import { membershipsOf, whoIs } from "./account-of.ts";
import type { IdentityDeps } from "./identity-deps.ts";
import type { Membership } from "./person.ts";
import {
	makeSecret,
	readSecret,
	sameHash,
	sessionShape,
} from "./secret-token.ts";
import type { LiveAt, StoredSession } from "./session-store.ts";

/**
 * Begins a session with a fresh secret, whatever the browser brought along: the session of that secret ends. It enters the given
 * organisation, else the one the account used last, else the one it joined first; each with its audit record.
 */
export async function beginSession(
	deps: IdentityDeps,
	tx: Transaction,
	given: {
		readonly account: Account;
		readonly method: SignInMethod;
		readonly reach: Reach;
		/** Must be undefined when, and only when, the reach is. */
		readonly provedFor: OrganisationId | undefined;
		readonly issuer?: string | undefined;
		readonly browser: Browser;
		readonly organisationId?: OrganisationId | undefined;
	},
): Promise<NewSession> {
	const { account, method, reach, provedFor, browser } = given;
	await deps.accountStore.lockAccount(tx, account.id);
	const home = await homeOf(deps, tx, given);
	const ended = [
		...(await endEarlier(deps, tx, browser.earlierSecret)),
		...(await deps.sessionStore.endSurplusSessions(
			tx,
			account.id,
			deps.settings.maxSessions - 1,
			liveNow(deps),
		)),
	];
	const id = deps.newId("session");
	const { text, secretHash } = makeSecret(sessionShape, id);
	const now = deps.clock.now();
	const session: StoredSession = {
		id,
		accountId: account.id,
		secretHash,
		method,
		reach,
		provedFor,
		issuer: given.issuer,
		createdAt: now,
		lastSeenAt: now,
		expiresAt: new Date(now.getTime() + deps.settings.sessionSeconds * 1000),
		endedAt: undefined,
		userAgent: (browser.userAgent ?? "").slice(0, 256),
		address: (browser.address ?? "").slice(0, 64),
		organisationId: home?.organisation.id,
	};
	await deps.sessionStore.insertSession(tx, session);
	if (ended.length > 0)
		await deps.news.announce(tx, { kind: "ended", ids: ended });
	if (home) await recordEntry(deps, tx, session, home);
	const found = await deps.sessionStore.findSession(id, tx);
	return {
		account: found?.account ?? account,
		reach,
		secret: text,
		session: viewOf(session),
	};
}

/** Notes that a session entered an organisation, once, with its audit record. Call it last in a transaction. */
export async function recordEntry(
	deps: IdentityDeps,
	tx: Transaction,
	session: Session,
	home: Membership,
): Promise<void> {
	const at = deps.clock.now();
	if (!(await deps.sessionStore.insertEntry(tx, session.id, home, at))) return;
	await deps.audit.recordEvent(tx, {
		organisationId: home.organisation.id,
		code: "signed-in",
		who: whoIs(home.person),
		outcome: "succeeded",
		subjectId: session.id,
		facts: { method: session.method, address: session.address },
	});
}

/** What a session must be at this moment to go on. */
export function liveNow({
	clock,
	settings,
}: Pick<IdentityDeps, "clock" | "settings">): LiveAt {
	const at = clock.now();
	return {
		at,
		seenAfter: new Date(at.getTime() - settings.sessionIdleSeconds * 1000),
	};
}

/** A session as its account may see it: without what the store alone knows. */
export function viewOf(session: Session): Session {
	return {
		id: session.id,
		method: session.method,
		createdAt: session.createdAt,
		lastSeenAt: session.lastSeenAt,
		expiresAt: session.expiresAt,
		userAgent: session.userAgent,
		address: session.address,
		organisationId: session.organisationId,
		issuer: session.issuer,
	};
}

async function homeOf(
	deps: IdentityDeps,
	tx: Transaction,
	given: Parameters<typeof beginSession>[2],
): Promise<Membership | undefined> {
	const { account, reach } = given;
	const open = await membershipsOf(deps, account, reach, tx);
	const [latest] = await deps.sessionStore.listSessions(
		account.id,
		reach,
		liveNow(deps),
		{ limit: 1 },
		tx,
	);
	const wanted = given.organisationId ?? latest?.organisationId;
	return open.find(({ organisation }) => organisation.id === wanted) ?? open[0];
}

async function endEarlier(
	deps: IdentityDeps,
	tx: Transaction,
	secret: string | undefined,
): Promise<readonly StoredSession["id"][]> {
	const given = secret && readSecret(sessionShape, secret);
	const found = given && (await deps.sessionStore.findSession(given.id, tx));
	if (!found || !sameHash(found.session.secretHash, given.secretHash))
		return [];
	const { id, accountId } = found.session;
	const ended = await deps.sessionStore.endSessions(
		tx,
		accountId,
		undefined,
		{ only: id },
		deps.clock.now(),
	);
	return ended.map((session) => session.id);
}

import type { OrganisationId } from "@quarterdeck/contract";
import type { Transaction } from "@quarterdeck/runtime";
import {
	type Account,
	eventInEach,
	type Membership,
	makeSecret,
	type OrganisationEvent,
	type Reach,
	readSecret,
	recordAccountEvents,
	sameHash,
} from "../people/index.ts";
import { sessionShape } from "./secrets.ts";
import type { Browser, NewSession, Session, SignInMethod } from "./session.ts";
import type { LiveAt, StoredSession } from "./session-store.ts";
import type { SignInDeps } from "./sign-in-deps.ts";

/**
 * Begins a session with a fresh secret, whatever the browser brought along: the session of that secret ends. It enters the given
 * organisation, else the one the account used last, else the one it joined first; each with its audit record, as the ends of other sessions that it causes have.
 */
export async function beginSession(
	deps: SignInDeps,
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
		/** What else to record, for a transaction writes into the chains once. */
		readonly events?: readonly OrganisationEvent[];
	},
): Promise<NewSession> {
	const { account, method, reach, provedFor, browser } = given;
	await deps.accounts.lockAccount(tx, account.id);
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
	const ids = ended.map((one) => one.id);
	await deps.changes.announce(tx, { ended: ids });
	const found = await deps.sessionStore.findSession(id, tx);
	await recordAccountEvents(deps, tx, [
		...(given.events ?? []),
		...(await endEvents(deps, tx, ended)),
		...(home ? await entryEvents(deps, tx, session, home) : []),
	]);
	return {
		account: { ...account, hasPassword: found?.hasPassword ?? false },
		reach,
		secret: text,
		session: viewOf(session),
	};
}

/** Notes that a session entered an organisation, once, with its audit record. Call it last in a transaction. */
export async function recordEntry(
	deps: SignInDeps,
	tx: Transaction,
	session: Session,
	home: Membership,
): Promise<void> {
	await recordAccountEvents(
		deps,
		tx,
		await entryEvents(deps, tx, session, home),
	);
}

async function entryEvents(
	deps: SignInDeps,
	tx: Transaction,
	{ id, method, address, issuer }: Session,
	home: Membership,
): Promise<readonly OrganisationEvent[]> {
	const at = deps.clock.now();
	if (!(await deps.sessionStore.insertEntry(tx, id, home, at))) return [];
	return eventInEach([home], {
		code: "signed-in",
		subjectId: id,
		facts: { method, address, ...(issuer !== undefined && { issuer }) },
	});
}

/** The ends of sessions, of one account or two, for the organisations that each was used in last. */
async function endEvents(
	deps: SignInDeps,
	tx: Transaction,
	ended: readonly StoredSession[],
): Promise<readonly OrganisationEvent[]> {
	const events: OrganisationEvent[] = [];
	for (const accountId of new Set(ended.map((one) => one.accountId))) {
		const all = await deps.accounts.membershipsOf(
			{ id: accountId },
			undefined,
			tx,
		);
		for (const membership of all) {
			const sessions = ended
				.filter(
					(one) =>
						one.accountId === accountId &&
						one.organisationId === membership.organisation.id,
				)
				.map(({ id }) => id);
			if (sessions.length > 0)
				events.push(
					...eventInEach([membership], {
						code: "session.ended",
						facts: { sessions },
					}),
				);
		}
	}
	return events;
}

/** What a session must be at this moment to go on. */
export function liveNow({
	clock,
	settings,
}: Pick<SignInDeps, "clock" | "settings">): LiveAt {
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
	deps: SignInDeps,
	tx: Transaction,
	given: Parameters<typeof beginSession>[2],
): Promise<Membership | undefined> {
	const { account, reach } = given;
	const open = await deps.accounts.membershipsOf(account, reach, tx);
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
	deps: SignInDeps,
	tx: Transaction,
	secret: string | undefined,
): Promise<readonly StoredSession[]> {
	const given = secret && readSecret(sessionShape, secret);
	const found = given && (await deps.sessionStore.findSession(given.id, tx));
	if (!found || !sameHash(found.session.secretHash, given.secretHash))
		return [];
	const { id, accountId } = found.session;
	return deps.sessionStore.endSessions(
		tx,
		accountId,
		undefined,
		{ only: id },
		deps.clock.now(),
	);
}

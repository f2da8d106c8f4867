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
import {
	membershipsOf,
	recordTold,
	type ToldEvent,
	tellAll,
} from "./account-of.ts";
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
 * organisation, else the one the account used last, else the one it joined first; each with its audit record, as the ends of other sessions that it causes have.
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
		/** What else is to be told, for a transaction writes into the chains once. */
		readonly told?: readonly ToldEvent[];
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
	const ids = ended.map((one) => one.id);
	if (ids.length > 0) await deps.news.announce(tx, { kind: "ended", ids });
	const found = await deps.sessionStore.findSession(id, tx);
	await recordTold(deps, tx, [
		...(given.told ?? []),
		...(await tellEnds(deps, tx, ended)),
		...(home ? await tellEntry(deps, tx, session, home) : []),
	]);
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
	await recordTold(deps, tx, await tellEntry(deps, tx, session, home));
}

async function tellEntry(
	deps: IdentityDeps,
	tx: Transaction,
	{ id, method, address, issuer }: Session,
	home: Membership,
): Promise<readonly ToldEvent[]> {
	const at = deps.clock.now();
	if (!(await deps.sessionStore.insertEntry(tx, id, home, at))) return [];
	return tellAll([home], {
		code: "signed-in",
		subjectId: id,
		facts: { method, address, ...(issuer !== undefined && { issuer }) },
	});
}

/** The ends of sessions, of one account or two, as the organisations that each was in last are told of them. */
async function tellEnds(
	deps: IdentityDeps,
	tx: Transaction,
	ended: readonly StoredSession[],
): Promise<readonly ToldEvent[]> {
	const told: ToldEvent[] = [];
	for (const accountId of new Set(ended.map((one) => one.accountId))) {
		const all = await membershipsOf(deps, { id: accountId }, undefined, tx);
		for (const membership of all) {
			const sessions = ended
				.filter(
					(one) =>
						one.accountId === accountId &&
						one.organisationId === membership.organisation.id,
				)
				.map(({ id }) => id);
			if (sessions.length > 0)
				told.push(
					...tellAll([membership], {
						code: "session.ended",
						facts: { sessions },
					}),
				);
		}
	}
	return told;
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

import type { OrganisationId } from "@quarterdeck/contract";
import { putInTransaction } from "@quarterdeck/runtime/fakes";
import type { Reach } from "./account.ts";
import {
	type FakeIdentityTables,
	fakeAccount,
	fakeMembership,
	fakePage,
	fakePresent,
	fakeSweep,
} from "./identity-tables.fake.ts";
import type { LiveAt, SessionStore, StoredSession } from "./session-store.ts";

const isLive = (session: StoredSession, { at, seenAfter }: LiveAt) =>
	!session.endedAt && session.expiresAt > at && session.lastSeenAt > seenAfter;

const isWithin = ({ reach }: StoredSession, within: Reach) =>
	within === undefined ||
	(reach?.every((organisation) => within.includes(organisation)) ?? false);

const isBegunBy = (
	{ method, provedFor }: StoredSession,
	organisationId: OrganisationId | undefined,
) =>
	organisationId !== undefined &&
	method === "password" &&
	provedFor === organisationId;

/** Sessions in memory. */
export function createFakeSessionStore(
	tables: FakeIdentityTables,
): SessionStore {
	const { sessions } = tables;
	const of = (accountId: string) =>
		[...sessions.values()].filter((one) => one.accountId === accountId);
	return {
		...fakeEntries(tables),
		async insertSession(tx, session) {
			putInTransaction(tx, sessions, session.id, session);
		},
		async findSession(id) {
			const session = sessions.get(id);
			const account =
				session && fakeAccount(tables, session.accountId, session.provedFor);
			return session && account && { session, account };
		},
		listSessions: async (accountId, within, live, page) =>
			fakePage(
				of(accountId).filter(
					(one) => isLive(one, live) && isWithin(one, within),
				),
				page,
			),
		endSessions: async (tx, accountId, within, which, endedAt) =>
			of(accountId)
				.filter(
					(one) =>
						!one.endedAt &&
						(isWithin(one, within) || isBegunBy(one, which.begunBy)) &&
						(!which.only || one.id === which.only) &&
						one.id !== which.except,
				)
				.map((session) => {
					const ended = { ...session, endedAt };
					putInTransaction(tx, sessions, session.id, ended);
					return ended;
				}),
		endSurplusSessions: async (tx, accountId, keep, live) =>
			of(accountId)
				.filter((one) => isLive(one, live))
				.sort(
					(a, b) =>
						b.lastSeenAt.getTime() - a.lastSeenAt.getTime() ||
						(a.id > b.id ? -1 : 1),
				)
				.slice(keep)
				.map((one) => {
					const ended = { ...one, endedAt: live.at };
					putInTransaction(tx, sessions, one.id, ended);
					return ended;
				}),
		async endedAmong(ids, live) {
			return ids.filter((id) => {
				const session = sessions.get(id);
				return !session || !isLive(session, live);
			});
		},
		async touchSessions(uses) {
			for (const { id, at, organisationId } of uses) {
				const known = sessions.get(id);
				if (known)
					sessions.set(id, {
						...known,
						lastSeenAt: at,
						organisationId: organisationId ?? known.organisationId,
					});
			}
		},
		sweepSessions: async ({ at, seenAfter }, limit) =>
			fakeSweep(
				sessions,
				({ expiresAt, endedAt, lastSeenAt }) =>
					expiresAt < at ||
					(endedAt !== undefined && endedAt < at) ||
					lastSeenAt < seenAfter,
				limit,
			),
	};
}

function fakeEntries(
	tables: FakeIdentityTables,
): Pick<SessionStore, "extendSession" | "findEntry" | "insertEntry"> {
	const { sessions, entries } = tables;
	return {
		async extendSession(tx, id, organisationId) {
			const session = sessions.get(id);
			if (session?.reach && !session.reach.includes(organisationId))
				putInTransaction(tx, sessions, id, {
					...session,
					reach: [...session.reach, organisationId],
				});
		},
		async findEntry(sessionId, accountId, organisationId) {
			const membership = fakeMembership(
				tables,
				fakePresent(tables, organisationId).find(
					(person) => person.accountId === accountId,
				),
			);
			return (
				membership && {
					...membership,
					hasEntered: entries.has(`${sessionId} ${membership.person.id}`),
				}
			);
		},
		async insertEntry(tx, sessionId, { person }, at) {
			const key = `${sessionId} ${person.id}`;
			if (entries.has(key)) return false;
			putInTransaction(tx, entries, key, at);
			return true;
		},
	};
}

import type { SessionId } from "@quarterdeck/contract";
import {
	type Page,
	type PageRequest,
	pageOf,
	rowsToRead,
} from "@quarterdeck/contract";
import {
	type AccountCaller,
	eventInEach,
	idCursor,
	recordAccountEvents,
	type Self,
} from "../people/index.ts";
import { liveNow, viewOf } from "./begin-session.ts";
import type { Session } from "./session.ts";
import type { StoredSession } from "./session-store.ts";
import type { SignInDeps } from "./sign-in-deps.ts";

/*
 * Who came in by a link of one organisation sees and ends only sessions that reach no further: the others belong to the human behind
 * the account, and that may be somebody else.
 */

/** Ends one session of the account, on every replica. @returns it, or undefined when there was none to end. */
export async function endSession(
	deps: SignInDeps,
	self: AccountCaller,
	sessionId: SessionId,
): Promise<Session | undefined> {
	// What one's own session opens may have grown since it was read: it ends all the same.
	const isOwn = self.session?.id === sessionId;
	const [ended] = await endSome(
		deps,
		isOwn ? { ...self, reach: undefined } : self,
		{ only: sessionId },
	);
	return ended && viewOf(ended);
}

/** Ends the sessions of the account but the one to keep. @returns how many. */
export async function endOtherSessions(
	deps: SignInDeps,
	self: Self,
	keep?: SessionId,
): Promise<number> {
	return (await endSome(deps, self, { except: keep })).length;
}

/** Sessions of the account that go on, newest first. @throws AppError INPUT_INVALID for a cursor that is none. */
export async function listSessions(
	deps: SignInDeps,
	self: Self,
	page: PageRequest,
): Promise<Page<Session>> {
	const rows = await deps.sessionStore.listSessions(
		self.account.id,
		self.reach,
		liveNow(deps),
		{ limit: rowsToRead(page), beforeId: idCursor("session", page) },
	);
	return pageOf(rows.map(viewOf), page, ({ id }) => id);
}

/** Each organisation that ended sessions were in has one record of it. */
async function endSome(
	deps: SignInDeps,
	self: Self,
	which: Parameters<SignInDeps["sessionStore"]["endSessions"]>[3],
): Promise<readonly StoredSession[]> {
	return deps.transact(async (tx) => {
		const { account, reach } = self;
		await deps.accounts.lockAccount(tx, account.id);
		const ended = await deps.sessionStore.endSessions(
			tx,
			account.id,
			reach,
			which,
			deps.clock.now(),
		);
		if (ended.length === 0) return ended;
		const ids = ended.map((session) => session.id);
		await deps.changes.announce(tx, { ended: ids });
		const used = new Set(ended.map((session) => session.organisationId));
		const open = await deps.accounts.membershipsOf(account, reach, tx);
		await recordAccountEvents(
			deps,
			tx,
			eventInEach(
				open.filter(({ organisation }) => used.has(organisation.id)),
				{ code: "session.ended", facts: { sessions: ids } },
			),
		);
		return ended;
	});
}

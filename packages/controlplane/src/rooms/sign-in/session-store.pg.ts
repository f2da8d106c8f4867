import type { SessionId } from "@quarterdeck/contract";
import { type RawBuilder, sql } from "kysely";
import {
	type Database,
	type Nullable,
	sqlOf,
	undefinedFor,
} from "../../plumbing/postgres/index.ts";
import type { Reach } from "../people/index.ts";
import type {
	FoundSession,
	LiveAt,
	SessionStore,
	StoredSession,
} from "./session-store.ts";

const columns = sql`
	sessions.id, account_id as "accountId", secret_hash as "secretHash", method, reach, sessions.created_at as "createdAt",
	last_seen_at as "lastSeenAt", expires_at as "expiresAt", ended_at as "endedAt", user_agent as "userAgent", address,
	organisation_id as "organisationId", sessions.proved_for as "provedFor", issuer
`;
type SessionRow = Nullable<StoredSession>;

function sessionOf(row: SessionRow): StoredSession {
	return undefinedFor(
		row,
		"reach",
		"endedAt",
		"organisationId",
		"provedFor",
		"issuer",
	);
}

const isLive = (live: LiveAt) =>
	sql`ended_at is null and expires_at > ${live.at} and last_seen_at > ${live.seenAfter}`;

const isWithin = (reach: Reach): RawBuilder<unknown> =>
	reach === undefined ? sql`true` : sql`reach <@ ${reach}::text[]`;

/** Sessions in PostgreSQL. */
export function createPgSessionStore(database: Database): SessionStore {
	return {
		...reading(database),
		...ending(),
		...entering(database),
		async insertSession(tx, session) {
			await sql`
				insert into sessions (id, account_id, secret_hash, method, reach, created_at, last_seen_at, expires_at, user_agent,
					address, organisation_id, proved_for, issuer)
				values (${session.id}, ${session.accountId}, ${session.secretHash}, ${session.method}, ${session.reach ?? null},
					${session.createdAt}, ${session.lastSeenAt}, ${session.expiresAt}, ${session.userAgent}, ${session.address},
					${session.organisationId ?? null}, ${session.provedFor ?? null}, ${session.issuer ?? null})
			`.execute(sqlOf(tx));
		},
		async touchSessions(uses) {
			await sql`
				update sessions set
					last_seen_at = greatest(last_seen_at, used.at),
					organisation_id = coalesce(used."organisationId", sessions.organisation_id)
				from jsonb_to_recordset(${JSON.stringify(uses)}::jsonb) as used(id text, at timestamptz, "organisationId" text)
				where sessions.id = used.id
			`.execute(database.on());
		},
		async sweepSessions(before, limit) {
			const { rows } = await sql`
				delete from sessions where id in (
					select id from sessions
					where expires_at < ${before.at} or ended_at < ${before.at} or last_seen_at < ${before.seenAfter}
					order by id limit ${limit}
				)
				returning id
			`.execute(database.on());
			return rows.length;
		},
	};
}

function reading(
	database: Database,
): Pick<SessionStore, "findSession" | "listSessions" | "endedAmong"> {
	return {
		async findSession(id, tx) {
			const { rows } = await sql<
				SessionRow & Pick<FoundSession, "hasPassword">
			>`
				select ${columns}, exists (
					select from account_passwords as known
					where known.account_id = sessions.account_id and known.proved_for is not distinct from sessions.proved_for
				) as "hasPassword"
				from sessions where id = ${id}
			`.execute(database.on(tx));
			if (!rows[0]) return undefined;
			const { hasPassword, ...session } = rows[0];
			return { hasPassword, session: sessionOf(session) };
		},
		async listSessions(accountId, within, live, page, tx) {
			const { rows } = await sql<SessionRow>`
				select ${columns} from sessions
				where account_id = ${accountId} and ${isLive(live)} and ${isWithin(within)}
					and (${page.beforeId ?? null}::text is null or id < ${page.beforeId ?? null})
				order by id desc limit ${page.limit}
			`.execute(database.on(tx));
			return rows.map(sessionOf);
		},
		async endedAmong(ids, live) {
			const { rows } = await sql<{ id: SessionId }>`
				select asked.id from unnest(${ids}::text[]) as asked(id)
				where not exists (select from sessions where sessions.id = asked.id and ${isLive(live)})
			`.execute(database.on());
			return rows.map((row) => row.id);
		},
	};
}

function ending(): Pick<SessionStore, "endSessions" | "endSurplusSessions"> {
	return {
		async endSessions(tx, accountId, within, which, at) {
			const { only, except, begunBy } = which;
			const { rows } = await sql<SessionRow>`
				update sessions set ended_at = ${at}
				where account_id = ${accountId} and ended_at is null
					and (${isWithin(within)} or (method = 'password' and proved_for = ${begunBy ?? null}))
					and (${only ?? null}::text is null or id = ${only ?? null})
					and (${except ?? null}::text is null or id <> ${except ?? null})
				returning ${columns}
			`.execute(sqlOf(tx));
			return rows.map(sessionOf);
		},
		async endSurplusSessions(tx, accountId, keep, live) {
			const { rows } = await sql<SessionRow>`
				update sessions set ended_at = ${live.at}
				where id in (
					select id from sessions where account_id = ${accountId} and ${isLive(live)}
					order by last_seen_at desc, id desc offset ${keep}
				)
				returning ${columns}
			`.execute(sqlOf(tx));
			return rows.map(sessionOf);
		},
	};
}

function entering(
	database: Database,
): Pick<SessionStore, "extendSession" | "hasEntered" | "insertEntry"> {
	return {
		async extendSession(tx, id, organisationId) {
			await sql`
				update sessions set reach = array_append(array_remove(reach, ${organisationId}), ${organisationId})
				where id = ${id} and reach is not null
			`.execute(sqlOf(tx));
		},
		async hasEntered(sessionId, { organisationId, id }) {
			const { rows } = await sql`
				select from session_entries
				where session_id = ${sessionId} and organisation_id = ${organisationId} and person_id = ${id}
			`.execute(database.on());
			return rows.length > 0;
		},
		async insertEntry(tx, sessionId, { person }, at) {
			const { rows } = await sql`
				insert into session_entries (session_id, organisation_id, person_id, entered_at)
				values (${sessionId}, ${person.organisationId}, ${person.id}, ${at})
				on conflict do nothing returning session_id
			`.execute(sqlOf(tx));
			return rows.length === 1;
		},
	};
}

import { sql } from "kysely";
import {
	type Database,
	type Nullable,
	send,
	sendBehind,
	undefinedFor,
} from "../../plumbing/postgres/index.ts";
import type { Silence } from "./silence.ts";
import type { SilenceStore } from "./silence-store.ts";

const columns = sql`
	id, matcher, member_channels as "memberChannels", reason, created_by as "createdBy", created_at as "createdAt", ends_at as "endsAt", ended_by as "endedBy"
`;

const silenceOf = (row: Nullable<Silence>): Silence =>
	undefinedFor(row, "endedBy");

/** Silences in PostgreSQL. */
export function createPgSilenceStore(
	database: Pick<Database, "on">,
): SilenceStore {
	return {
		async countActive(tx, organisationId, at) {
			await send(
				tx,
				sql`select id from organisations where id = ${organisationId} for no key update`,
			);
			const [row] = await send(
				tx,
				sql<{ count: number }>`
					select count(*) as count from notice_silences where organisation_id = ${organisationId} and ends_at > ${at}
				`,
			);
			return row?.count ?? 0;
		},
		insert(tx, organisationId, silence) {
			sendBehind(
				tx,
				sql`
					insert into notice_silences (organisation_id, id, matcher, member_channels, reason, created_by, created_at, ends_at)
					values (${organisationId}, ${silence.id}, ${JSON.stringify(silence.matcher)}, ${silence.memberChannels}::text[], ${silence.reason}, ${silence.createdBy},
						${silence.createdAt}, ${silence.endsAt})
				`,
			);
		},
		async end(tx, organisationId, id, { email, at }) {
			const [row] = await send(
				tx,
				sql<Nullable<Silence>>`
					update notice_silences set ends_at = greatest(${at}, created_at), ended_by = ${email}
					where organisation_id = ${organisationId} and id = ${id} and ends_at > ${at}
					returning ${columns}
				`,
			);
			return row && silenceOf(row);
		},
		async listActive(organisationId, at, tx) {
			const statement = sql<Nullable<Silence>>`
				select ${columns} from notice_silences where organisation_id = ${organisationId} and ends_at > ${at} order by id
			`;
			const rows = tx
				? await send(tx, statement)
				: (await statement.execute(database.on())).rows;
			return rows.map(silenceOf);
		},
		async list(organisationId, { limit, behind }) {
			const isBehind = behind
				? sql`(ends_at, id) < (${behind.at}::timestamptz, ${behind.id}::text)`
				: sql`true`;
			const { rows } = await sql<Nullable<Silence>>`
				select ${columns} from notice_silences where organisation_id = ${organisationId} and ${isBehind}
				order by ends_at desc, id desc limit ${limit}
			`.execute(database.on());
			return rows.map(silenceOf);
		},
		async sweep(before) {
			await sql`delete from notice_silences where ends_at < ${before}`.execute(
				database.on(),
			);
		},
	};
}

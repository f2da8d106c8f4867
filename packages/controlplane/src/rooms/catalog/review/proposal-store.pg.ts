import { sql } from "kysely";
import { type Database, sqlOf } from "../../../plumbing/postgres/index.ts";
import type { StoredProposal } from "./proposal.ts";
import type { ProposalStore } from "./proposal-store.ts";

const columns = sql`
	organisation_id as "organisationId", number, base, yaml, note, widens, rolled_back_to as "rolledBackTo", author_id as "authorId", author,
	created_at as "createdAt", expires_at as "expiresAt", state, decided_by as "decidedBy", decided_at as "decidedAt"
`;
type Row = {
	readonly [Key in keyof StoredProposal]: undefined extends StoredProposal[Key]
		? Exclude<StoredProposal[Key], undefined> | null
		: StoredProposal[Key];
};

/** Proposals in PostgreSQL. */
export function createPgProposalStore(database: Database): ProposalStore {
	return {
		async insert(tx, one) {
			const { rows } = await sql<{ number: number }>`
				insert into configuration_proposals (organisation_id, number, base, yaml, note, widens, rolled_back_to, author_id, author,
					created_at, expires_at)
				select ${one.organisationId}, coalesce(max(number), 0) + 1, ${one.base}, ${one.yaml}, ${one.note ?? null}, ${[...one.widens]},
					${one.rolledBackTo ?? null}::integer, ${one.authorId}, ${one.author}, ${one.createdAt}::timestamptz, ${one.expiresAt}::timestamptz
				from configuration_proposals where organisation_id = ${one.organisationId}
				returning number
			`.execute(sqlOf(tx));
			return rows[0]?.number ?? 0;
		},
		async find(organisationId, number, tx) {
			const { rows } = await sql<Row>`
				select ${columns} from configuration_proposals where organisation_id = ${organisationId} and number = ${number}
			`.execute(database.on(tx));
			return rows[0] && stored(rows[0]);
		},
		async list(organisationId, { limit, below }) {
			const { rows } = await sql<Row>`
				select ${columns} from configuration_proposals
				where organisation_id = ${organisationId} and (${below ?? null}::integer is null or number < ${below ?? null})
				order by number desc limit ${limit}
			`.execute(database.on());
			return rows.map(stored);
		},
		async countOpen(tx, organisationId, base, now) {
			const { rows } = await sql<{ count: number }>`
				select count(*)::integer as count from configuration_proposals
				where organisation_id = ${organisationId} and state = 'pending' and base = ${base} and expires_at > ${now}
			`.execute(sqlOf(tx));
			return rows[0]?.count ?? 0;
		},
		async decide(tx, organisationId, number, { state, by, at }) {
			const { rows } = await sql`
				update configuration_proposals set state = ${state}, decided_by = ${by}, decided_at = ${at}
				where organisation_id = ${organisationId} and number = ${number} and state = 'pending'
				returning number
			`.execute(sqlOf(tx));
			return rows.length === 1;
		},
	};
}

function stored(row: Row): StoredProposal {
	return {
		...row,
		note: row.note ?? undefined,
		rolledBackTo: row.rolledBackTo ?? undefined,
		decidedBy: row.decidedBy ?? undefined,
		decidedAt: row.decidedAt ?? undefined,
	};
}

import type { OrganisationId } from "@quarterdeck/contract";
import { type RawBuilder, sql } from "kysely";
import {
	type Database,
	send,
	sendBehind,
} from "../../plumbing/postgres/index.ts";
import type { AuditFilter } from "./audit-record.ts";
import type { AuditStore } from "./audit-store.ts";
import { type ChainEntry, type ChainHead, chainStart } from "./chain.ts";

/** Every column as it is stored: the instant with all its digits, arrays that are not plain lists made unequal to any written one. */
const columns = sql`
	organisation_id as "organisationId", seq, id,
	to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at,
	code, outcome, who_kind as "whoKind", who_id as "whoId", who_email as "whoEmail", subject_id as "subjectId",
	case when cluster_ids = array(select unnest(cluster_ids)) then cluster_ids end as "clusterIds",
	case when cluster_names = array(select unnest(cluster_names)) then cluster_names end as "clusterNames",
	channel, process_id as "processId", duration_ms as "durationMs", digest, ref, facts,
	previous_hash as "previousHash", hash
`;

/** Chains in PostgreSQL. */
export function createPgAuditStore(database: Database): AuditStore {
	return {
		async lockHead(tx, organisationId) {
			const locked = lockedHead(organisationId);
			const [known] = await send(tx, locked, { name: "lock-audit-head" });
			if (known) return known;
			const [made] = await send(tx, firstHead(organisationId));
			if (made) return { ...made, isFresh: true };
			// Another transaction made it meanwhile.
			const [theirs] = await send(tx, locked);
			if (!theirs) throw new Error("the head of a chain vanished");
			return { ...theirs, isFresh: true };
		},
		append(tx, entry) {
			sendBehind(tx, insertEntry(entry), { name: "append-audit-record" });
		},
		async head(organisationId) {
			const { rows } = await sql<ChainHead>`
				select seq, hash from audit_heads where organisation_id = ${organisationId}
			`.execute(database.on());
			return rows[0];
		},
		async list(organisationId, filter, page) {
			const { rows } = await sql<ChainEntry>`
				select ${columns} from audit_records
				where ${sql.join(conditions(organisationId, filter, page.beforeSeq), sql` and `)}
				order by seq desc limit ${page.limit}
			`.execute(database.on());
			return rows;
		},
		async scan(organisationId, afterSeq, limit) {
			const { rows } = await sql<ChainEntry>`
				select ${columns} from audit_records
				where organisation_id = ${organisationId} and seq > ${afterSeq}
				order by seq limit ${limit}
			`.execute(database.on());
			return rows;
		},
	};
}

function lockedHead(organisationId: OrganisationId): RawBuilder<ChainHead> {
	return sql<ChainHead>`
		select seq, hash from audit_heads where organisation_id = ${organisationId} for update
	`;
}

function firstHead(organisationId: OrganisationId): RawBuilder<ChainHead> {
	return sql<ChainHead>`
		insert into audit_heads (organisation_id, seq, hash)
		values (${organisationId}, ${chainStart.seq}, ${chainStart.hash})
		on conflict (organisation_id) do nothing
		returning seq, hash
	`;
}

/** Record and head in one statement: every audited change waits for it. */
function insertEntry(entry: ChainEntry): RawBuilder<unknown> {
	return sql`
		with moved as (
			update audit_heads set seq = ${entry.seq}, hash = ${entry.hash} where organisation_id = ${entry.organisationId}
		)
		insert into audit_records (
			organisation_id, seq, id, at, code, outcome, who_kind, who_id, who_email, subject_id, cluster_ids, cluster_names,
			channel, process_id, duration_ms, digest, ref, facts, previous_hash, hash
		) values (
			${entry.organisationId}, ${entry.seq}, ${entry.id}, ${entry.at}, ${entry.code}, ${entry.outcome}, ${entry.whoKind},
			${entry.whoId}, ${entry.whoEmail}, ${entry.subjectId}, ${entry.clusterIds}, ${entry.clusterNames},
			${entry.channel}, ${entry.processId}, ${entry.durationMs}, ${entry.digest}, ${entry.ref}, ${entry.facts},
			${entry.previousHash}, ${entry.hash}
		)
	`;
}

function conditions(
	organisationId: OrganisationId,
	filter: AuditFilter,
	beforeSeq: number | undefined,
): RawBuilder<unknown>[] {
	const all = [sql`organisation_id = ${organisationId}`];
	const add = (value: unknown, condition: RawBuilder<unknown>) => {
		if (value !== undefined) all.push(condition);
	};
	add(beforeSeq, sql`seq < ${beforeSeq}`);
	add(filter.personId, sql`who_id = ${filter.personId}`);
	add(filter.email, sql`who_email = ${filter.email?.toLowerCase()}`);
	add(filter.code, sql`code = ${filter.code}`);
	add(filter.outcome, sql`outcome = ${filter.outcome}`);
	add(filter.subjectId, sql`subject_id = ${filter.subjectId}`);
	add(
		filter.clusterName,
		sql`cluster_names @> ${[filter.clusterName]}::text[]`,
	);
	add(filter.from, sql`at >= ${filter.from}`);
	add(filter.before, sql`at < ${filter.before}`);
	return all;
}

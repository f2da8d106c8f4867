import type { OrganisationId } from "@quarterdeck/contract";
import { type RawBuilder, sql } from "kysely";
import {
	type Database,
	send,
	sendBehind,
	signalling,
} from "../../plumbing/postgres/index.ts";
import type { AuditStore } from "./audit-store.ts";
import { type ChainEntry, type ChainHead, chainStart } from "./chain.ts";
import { entryColumns } from "./entry-columns.pg.ts";
import { grownChains } from "./grown-chains.ts";
import { entryCondition, listEntries } from "./list-entries.pg.ts";

/**
 * Chains in PostgreSQL.
 * @param window how many entries a page looks at, at most, where no index leads to what is asked for.
 */
export function createPgAuditStore(
	database: Database,
	window = 12_000,
): AuditStore {
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
		async isRecorded(tx, { organisationId, code, subjectId, facts }) {
			const found = await send(
				tx,
				sql`
					select from audit_records
					where organisation_id = ${organisationId} and code = ${code} and subject_id = ${subjectId} and facts = ${facts}
					limit 1
				`,
			);
			return found.length > 0;
		},
		async head(organisationId) {
			const { rows } = await sql<ChainHead>`
				select seq, hash from audit_heads where organisation_id = ${organisationId}
			`.execute(database.on());
			return rows[0];
		},
		list: (organisationId, filter, page) =>
			listEntries(database, organisationId, filter, { ...page, window }),
		async find(organisationId, id) {
			const { rows } = await sql<ChainEntry>`
				select ${entryColumns} from audit_records where organisation_id = ${organisationId} and id = ${id}
			`.execute(database.on());
			return rows[0];
		},
		prepareRangeScan(organisationId, filter) {
			const condition = entryCondition(filter);
			return async (afterSeq, upToSeq) => {
				const { rows } = await sql<ChainEntry>`
					select ${entryColumns} from audit_records
					where organisation_id = ${organisationId} and seq > ${afterSeq} and seq <= ${upToSeq} and ${condition}
					order by audit_records.seq
				`.execute(database.on());
				return rows;
			};
		},
		async scan(organisationId, afterSeq, limit) {
			const { rows } = await sql<ChainEntry>`
				select ${entryColumns} from audit_records
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

/** Record, head and the signal to those who follow in one statement: every audited change waits for it. */
function insertEntry(entry: ChainEntry): RawBuilder<unknown> {
	return sql`
		with moved as (
			update audit_heads set seq = ${entry.seq}, hash = ${entry.hash} where organisation_id = ${entry.organisationId}
		)
		insert into audit_records (
			organisation_id, seq, id, at, code, outcome, who_kind, who_id, who_email, subject_id, cluster_ids, cluster_names,
			channel, process_id, duration_ms, digest, ref, facts, facts_salt, previous_hash, hash
		) values (
			${entry.organisationId}, ${entry.seq}, ${entry.id}, ${entry.at}, ${entry.code}, ${entry.outcome}, ${entry.whoKind},
			${entry.whoId}, ${entry.whoEmail}, ${entry.subjectId}, ${entry.clusterIds}, ${entry.clusterNames},
			${entry.channel}, ${entry.processId}, ${entry.durationMs}, ${entry.digest}, ${entry.ref}, ${entry.facts},
			${entry.factsSalt}, ${entry.previousHash}, ${entry.hash}
		)
		returning ${signalling(grownChains, entry.organisationId as OrganisationId)}
	`;
}

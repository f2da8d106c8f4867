import { sql } from "kysely";
import type { Database } from "../../plumbing/postgres/index.ts";
import type { ClusterIndex } from "./cluster-index.ts";

/** The table `audit_record_clusters`. */
export function createPgClusterIndex(database: Database): ClusterIndex {
	return {
		async findUnindexed(organisationId, afterSeq, upToSeq) {
			const { rows } = await sql<{ seq: number }>`
				select seq from audit_records as record
				where organisation_id = ${organisationId} and seq > ${afterSeq} and seq <= ${upToSeq} and exists (
					select from unnest(cluster_names) as wanted
					where not exists (
						select from audit_record_clusters as indexed
						where indexed.organisation_id = record.organisation_id and indexed.cluster_name = wanted
							and indexed.at = record.at and indexed.seq = record.seq
					)
				)
				order by seq limit 1
			`.execute(database.on());
			return rows[0]?.seq;
		},
		async count(organisationId, upToSeq) {
			const { rows } = await sql<{ count: number }>`
				select count(*) as count from audit_record_clusters where organisation_id = ${organisationId} and seq <= ${upToSeq}
			`.execute(database.on());
			return rows[0]?.count ?? 0;
		},
		async findStray(organisationId, upToSeq) {
			const { rows } = await sql<{ seq: number }>`
				select seq from audit_record_clusters as indexed
				where organisation_id = ${organisationId} and seq <= ${upToSeq} and not exists (
					select from audit_records as record
					where record.organisation_id = indexed.organisation_id and record.seq = indexed.seq
						and record.at = indexed.at and indexed.cluster_name = any(record.cluster_names)
				)
				order by seq limit 1
			`.execute(database.on());
			return rows[0]?.seq;
		},
	};
}

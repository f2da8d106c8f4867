import { sql } from "kysely";

/** Every column as it is stored: the instant with all its digits, arrays that are not plain lists made unequal to any written one. */
export const entryColumns = sql`
	organisation_id as "organisationId", seq, id,
	to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at,
	code, outcome, who_kind as "whoKind", who_id as "whoId", who_email as "whoEmail", subject_id as "subjectId",
	case when cluster_ids = array(select unnest(cluster_ids)) then cluster_ids end as "clusterIds",
	case when cluster_names = array(select unnest(cluster_names)) then cluster_names end as "clusterNames",
	channel, process_id as "processId", duration_ms as "durationMs", digest, ref, facts, facts_salt as "factsSalt",
	previous_hash as "previousHash", hash
`;

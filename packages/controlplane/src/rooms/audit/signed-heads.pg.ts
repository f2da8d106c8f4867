import { sql } from "kysely";
import { type Database, send } from "../../plumbing/postgres/index.ts";
import type { SignedHead } from "./signed-head.ts";
import type { SignedHeads, UnsignedHead } from "./signed-heads.ts";

/** Signed heads in PostgreSQL. */
export function createPgSignedHeads(database: Database): SignedHeads {
	return {
		async listUnsigned(limit, organisationId) {
			const { rows } = await sql<UnsignedHead>`
				select organisation_id as "organisationId", seq, hash from audit_heads
				where ${organisationId ? sql`organisation_id = ${organisationId}` : sql`true`}
					and seq > coalesce((
						select max(seq) from audit_signed_heads where audit_signed_heads.organisation_id = audit_heads.organisation_id
					), 0)
				limit ${limit}
			`.execute(database.on());
			return rows;
		},
		async add(tx, head) {
			const added = await send(
				tx,
				sql`
					insert into audit_signed_heads (organisation_id, seq, hash, at, public_key, signature)
					values (${head.organisationId}, ${head.seq}, ${head.hash}, ${head.at}, ${head.publicKey}, ${head.signature})
					on conflict do nothing
					returning seq
				`,
			);
			return added.length > 0;
		},
		async newest(organisationId) {
			const { rows } = await sql<SignedHead>`
				select ${headColumns} from audit_signed_heads
				where organisation_id = ${organisationId}
				order by audit_signed_heads.seq desc limit 1
			`.execute(database.on());
			return rows[0];
		},
		async range(organisationId, afterSeq, upToSeq, limit) {
			const { rows } = await sql<SignedHead>`
				select ${headColumns} from audit_signed_heads
				where organisation_id = ${organisationId} and seq > ${afterSeq} and seq <= ${upToSeq}
				order by audit_signed_heads.seq limit ${limit}
			`.execute(database.on());
			return rows;
		},
	};
}

/** The instant as it was signed. */
const headColumns = sql`
	organisation_id as "organisationId", seq, hash,
	to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at,
	public_key as "publicKey", signature
`;

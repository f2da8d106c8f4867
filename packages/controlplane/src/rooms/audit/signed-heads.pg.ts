import type { OrganisationId } from "@quarterdeck/contract";
import { sql } from "kysely";
import { type Database, send } from "../../plumbing/postgres/index.ts";
import type { ChainHead } from "./chain.ts";
import type { SignedHead } from "./signed-head.ts";
import type { SignedHeads, StoredHead } from "./signed-heads.ts";

/** Enough that two keys and two replicas do not hide each other's; more in one chain is somebody else's work. */
const rowsOfHead = 10;

/** A chain with one of its rows, or with none. */
type JoinedHead = ChainHead & {
	readonly organisationId: OrganisationId;
	readonly row: StoredHead | null;
};

/** Signed heads in PostgreSQL. */
export function createPgSignedHeads(database: Database): SignedHeads {
	return {
		async listHeads({ publicKey, limit, organisationId, after = "" }) {
			const ofKey = publicKey
				? sql`found.public_key = ${publicKey}`
				: sql`true`;
			const { rows } = await sql<JoinedHead>`
				with heads as (
					select organisation_id, seq, hash from audit_heads
					where ${organisationId ? sql`organisation_id = ${organisationId}` : sql`organisation_id > ${after}`}
					order by organisation_id limit ${limit}
				)
				select heads.organisation_id as "organisationId", heads.seq, heads.hash, signed.row
				from heads left join lateral (
					select seq, at, json_build_object(
						'organisationId', organisation_id, 'seq', seq, 'hash', hash, 'at', ${instant},
						'publicKey', public_key, 'signature', signature, 'isHeld', ${isHeld}
					) as row
					from (
						(
							select * from audit_signed_heads as found
							where found.organisation_id = heads.organisation_id and ${ofKey}
							order by found.seq desc, found.at desc limit ${rowsOfHead}
						) union (
							select * from audit_signed_heads as found
							where found.organisation_id = heads.organisation_id and ${ofKey} and found.seq <= heads.seq and ${isHeld}
							order by found.seq desc, found.at desc limit ${rowsOfHead}
						)
					) as found
				) as signed on true
				order by heads.organisation_id, signed.seq desc, signed.at desc
			`.execute(database.on());
			return Map.groupBy(rows, (one) => one.organisationId)
				.values()
				.map(([first, ...others]) => {
					const { row: _, ...head } = first as JoinedHead;
					const found = [first, ...others].flatMap((one) => one?.row ?? []);
					return { ...head, rows: found };
				})
				.toArray();
		},
		async add(tx, head, isGood) {
			const { organisationId, seq, hash } = head;
			await send(
				tx,
				sql`select pg_advisory_xact_lock(hashtextextended(${`audit head ${organisationId}`}, 0))`,
			);
			const there = await send(
				tx,
				sql<SignedHead>`
					select ${headColumns} from audit_signed_heads
					where organisation_id = ${organisationId} and seq = ${seq} and hash = ${hash}
				`,
			);
			if (there.some(isGood)) return false;
			await send(
				tx,
				sql`
					insert into audit_signed_heads (organisation_id, seq, hash, at, public_key, signature)
					values (${organisationId}, ${seq}, ${hash}, ${head.at}, ${head.publicKey}, ${head.signature})
				`,
			);
			return true;
		},
		async range(organisationId, after, upToSeq, limit) {
			const { rows } = await sql<SignedHead>`
				select ${headColumns} from audit_signed_heads
				where organisation_id = ${organisationId} and (seq, signature) > (${after.seq}, ${after.signature}) and seq <= ${upToSeq}
				order by audit_signed_heads.seq, signature limit ${limit}
			`.execute(database.on());
			return rows;
		},
	};
}

const isHeld = sql`exists (
	select from audit_records as record
	where record.organisation_id = found.organisation_id and record.seq = found.seq and record.hash = found.hash
)`;

/** As it was signed. */
const instant = sql`to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

const headColumns = sql`
	organisation_id as "organisationId", seq, hash, ${instant} as at, public_key as "publicKey", signature
`;

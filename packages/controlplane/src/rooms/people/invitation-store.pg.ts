import { sql } from "kysely";
import {
	type Database,
	type Nullable,
	sqlOf,
	undefinedFor,
} from "../../plumbing/postgres/index.ts";
import type { InvitationStore, StoredInvitation } from "./invitation-store.ts";
import {
	type OrganisationRow,
	organisationColumns,
	takeOrganisation,
} from "./people-rows.pg.ts";

/** How often an invitation for one email is put in place of another that came in between. */
const attempts = 5;

const columns = sql`
	invitations.id, invitations.organisation_id as "organisationId", invitations.email, invitations.display_name as "displayName",
	invitations.groups, secret_hash as "secretHash", invited_by as "invitedBy",
	(
		select people.email from people
		where people.organisation_id = invitations.organisation_id and people.id = invitations.invited_by
	) as inviter,
	approved_at as "approvedAt", approved_by as "approvedBy",
	(
		select people.email from people
		where people.organisation_id = invitations.organisation_id and people.id = invitations.approved_by
	) as approver,
	invitations.created_at as "createdAt", expires_at as "expiresAt", accepted_at as "acceptedAt", withdrawn_at as "withdrawnAt"
`;
type InvitationRow = Nullable<StoredInvitation>;

function invitationOf(row: InvitationRow): StoredInvitation {
	return undefinedFor(
		row,
		"acceptedAt",
		"withdrawnAt",
		"approvedAt",
		"approvedBy",
		"approver",
	);
}

/** Invitations in PostgreSQL. */
export function createPgInvitationStore(database: Database): InvitationStore {
	return {
		...opening(database),
		async acceptInvitation(tx, organisationId, id, at) {
			const { rows } = await sql`
				update invitations set accepted_at = ${at}
				where organisation_id = ${organisationId} and id = ${id}
					and accepted_at is null and withdrawn_at is null and expires_at > ${at}
				returning id
			`.execute(sqlOf(tx));
			return rows.length === 1;
		},
		async approveInvitation(tx, organisationId, id, { by, at }) {
			const { rows } = await sql<InvitationRow>`
				update invitations set approved_at = ${at}, approved_by = ${by ?? null}
				where organisation_id = ${organisationId} and id = ${id}
					and approved_at is null and accepted_at is null and withdrawn_at is null and expires_at > ${at}
				returning ${columns}
			`.execute(sqlOf(tx));
			return rows[0] && invitationOf(rows[0]);
		},
		async withdrawInvitations(tx, organisationId, which, at) {
			const one = "id" in which ? which.id : null;
			const inviter = "invitedBy" in which ? which.invitedBy : null;
			const { rows } = await sql<InvitationRow>`
				update invitations set withdrawn_at = ${at}
				where organisation_id = ${organisationId} and accepted_at is null and withdrawn_at is null and expires_at > ${at}
					and (id = ${one}::text or invited_by = ${inviter}::text)
				returning ${columns}
			`.execute(sqlOf(tx));
			return rows.map(invitationOf);
		},
		async sweepInvitations(before, limit) {
			const { rows } = await sql`
				delete from invitations where id in (
					select id from invitations where expires_at < ${before} order by expires_at limit ${limit}
				)
				returning id
			`.execute(database.on());
			return rows.length;
		},
	};
}

function opening(
	database: Database,
): Pick<
	InvitationStore,
	"putInvitation" | "findInvitation" | "listInvitations"
> {
	return {
		async putInvitation(tx, it) {
			for (let attempt = 1; attempt <= attempts; attempt++) {
				await sql`
					update invitations set withdrawn_at = ${it.createdAt}
					where organisation_id = ${it.organisationId} and email = ${it.email}
						and accepted_at is null and withdrawn_at is null
				`.execute(sqlOf(tx));
				const { rows } = await sql`
					insert into invitations (organisation_id, id, email, display_name, groups, secret_hash, invited_by, created_at,
						expires_at)
					values (${it.organisationId}, ${it.id}, ${it.email}, ${it.displayName}, ${it.groups}, ${it.secretHash},
						${it.invitedBy}, ${it.createdAt}, ${it.expiresAt})
					on conflict (organisation_id, email) where accepted_at is null and withdrawn_at is null do nothing
					returning id
				`.execute(sqlOf(tx));
				if (rows.length === 1) return;
			}
			throw new Error("too many invitations for one email at once");
		},
		async findInvitation(id) {
			const { rows } = await sql<InvitationRow & OrganisationRow>`
				select ${columns}, ${organisationColumns}
				from invitations join organisations on organisations.id = invitations.organisation_id
				where invitations.id = ${id}
			`.execute(database.on());
			if (!rows[0]) return undefined;
			const [organisation, row] = takeOrganisation(rows[0]);
			return { organisation, invitation: invitationOf(row) };
		},
		async listInvitations(organisationId, page) {
			const { rows } = await sql<InvitationRow>`
				select ${columns} from invitations
				where organisation_id = ${organisationId} and accepted_at is null and withdrawn_at is null
					and expires_at > ${page.at} and (${page.beforeId ?? null}::text is null or id < ${page.beforeId ?? null})
				order by id desc limit ${page.limit}
			`.execute(database.on());
			return rows.map(invitationOf);
		},
	};
}

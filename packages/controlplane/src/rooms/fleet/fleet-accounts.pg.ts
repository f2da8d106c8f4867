import type { OrganisationId } from "@quarterdeck/contract";
import { sql } from "kysely";
import { type Database, sqlOf } from "../../plumbing/postgres/index.ts";
import type { FleetStore, StoredBusAccount } from "./fleet-store.ts";

const accountColumns = sql`
	bus_accounts.organisation_id as "organisationId", organisations.name as "organisationName",
	bus_accounts.account_id as "busAccountId", bus_accounts.sealed_secrets as "sealedSecrets", bus_accounts.revision,
	bus_accounts.pushed_revision as "pushedRevision"
`;

/** Bus accounts. */
export function pgBusAccounts(
	database: Database,
): Pick<
	FleetStore,
	| "insertBusAccount"
	| "findBusAccount"
	| "replaceBusSecrets"
	| "organisationOfBusAccount"
	| "listBusAccounts"
	| "markPushed"
	| "listRevocations"
> {
	return {
		async insertBusAccount(tx, busAccount) {
			const { rows } = await sql`
				insert into bus_accounts (organisation_id, account_id, sealed_secrets, revision, pushed_revision)
				values (${busAccount.organisationId}, ${busAccount.busAccountId}, ${busAccount.sealedSecrets}, ${busAccount.revision},
					${busAccount.pushedRevision})
				on conflict on constraint bus_accounts_key do nothing
				returning organisation_id
			`.execute(sqlOf(tx));
			return rows.length === 1;
		},
		async findBusAccount(organisationId, tx) {
			const { rows } = await sql<StoredBusAccount>`
				select ${accountColumns}
				from bus_accounts join organisations on organisations.id = bus_accounts.organisation_id
				where bus_accounts.organisation_id = ${organisationId}
			`.execute(database.on(tx));
			return rows[0];
		},
		async replaceBusSecrets(organisationId, { from, to }, tx) {
			await sql`
				update bus_accounts set sealed_secrets = ${to}
				where organisation_id = ${organisationId} and sealed_secrets = ${from}
			`.execute(database.on(tx));
		},
		async organisationOfBusAccount(busAccountId) {
			const { rows } = await sql<{ organisationId: OrganisationId }>`
				select organisation_id as "organisationId" from bus_accounts where account_id = ${busAccountId}
			`.execute(database.on());
			return rows[0]?.organisationId;
		},
		async listBusAccounts(which) {
			const { rows } = await sql<StoredBusAccount>`
				select ${accountColumns}
				from bus_accounts join organisations on organisations.id = bus_accounts.organisation_id
				where ${which === "all"} or pushed_revision < revision
				order by bus_accounts.organisation_id
			`.execute(database.on());
			return rows;
		},
		async markPushed(organisationId, revision) {
			await sql`
				update bus_accounts set pushed_revision = ${revision}
				where organisation_id = ${organisationId} and pushed_revision < ${revision} and revision >= ${revision}
			`.execute(database.on());
		},
		async listRevocations(organisationId, at) {
			const { rows } = await sql<{ userKey: string; revokedAt: Date }>`
				select user_key as "userKey", revoked_at as "revokedAt" from agents
				where organisation_id = ${organisationId} and revoked_at is not null and credential_expires_at > ${at}
				union
				select user_key, retired_at from retired_agent_keys
				where organisation_id = ${organisationId} and credential_expires_at > ${at}
				order by 2, 1
			`.execute(database.on());
			return rows;
		},
	};
}

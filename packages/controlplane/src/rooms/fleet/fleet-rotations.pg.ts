import type { AgentId, OrganisationId } from "@quarterdeck/contract";
import { type RawBuilder, sql } from "kysely";
import { sqlOf } from "../../plumbing/postgres/index.ts";
import { retire } from "./fleet-agents.pg.ts";
import type { FleetStore } from "./fleet-store.ts";

/** An agent's keys during a rotation, from the request for a new one to the end of the old one. */
export function pgRotations(): Pick<
	FleetStore,
	"askForRotation" | "offerKey" | "settleKey" | "awaitAgent"
> {
	return {
		async askForRotation(tx, organisationId, agentId, at) {
			const { rows } = await sql`
				update agents set rotation_asked_at = ${at} where ${present(organisationId, agentId)} returning id
			`.execute(sqlOf(tx));
			return rows.length === 1;
		},
		async offerKey(tx, organisationId, agentId, { userKey, notBefore, at }) {
			const inRotation = sql`${present(organisationId, agentId)} and rotation_asked_at >= ${notBefore}`;
			const unused = sql`${inRotation} and next_user_key <> ${userKey}`;
			await retire(sql`next_user_key`, at, unused).execute(sqlOf(tx));
			const { rows } = await sql`
				update agents set next_user_key = ${userKey} where ${inRotation} and user_key <> ${userKey} returning id
			`.execute(sqlOf(tx));
			return rows.length === 1;
		},
		async settleKey(tx, organisationId, agentId, { userKey, at }) {
			const offered = sql`${present(organisationId, agentId)} and next_user_key = ${userKey}`;
			const { rows } = await sql`
				select id from agents where ${offered} for update
			`.execute(sqlOf(tx));
			if (rows.length === 0) return false;
			await retire(sql`user_key`, at, offered).execute(sqlOf(tx));
			await sql`
				update agents set user_key = next_user_key, next_user_key = null, rotation_asked_at = null where ${offered}
			`.execute(sqlOf(tx));
			await sql`
				update bus_accounts set revision = revision + 1 where organisation_id = ${organisationId}
			`.execute(sqlOf(tx));
			return true;
		},
		async awaitAgent(tx, organisationId, clusterId, at) {
			await sql`
				update clusters set state = 'joining', since = ${at}
				where organisation_id = ${organisationId} and id = ${clusterId} and removed_at is null and state <> 'joining'
			`.execute(sqlOf(tx));
		},
	};
}

function present(
	organisationId: OrganisationId,
	agentId: AgentId,
): RawBuilder<unknown> {
	return sql`organisation_id = ${organisationId} and id = ${agentId} and revoked_at is null`;
}

import type { AgentId } from "@quarterdeck/contract";
import { type RawBuilder, sql } from "kysely";
import { type Database, sqlOf } from "../../plumbing/postgres/index.ts";
import type { FleetStore, HeardAgent, KnownAgent } from "./fleet-store.ts";
import { standsUntil } from "./same-beat.ts";

const knownColumns = sql`
	agents.id as "agentId", agents.organisation_id as "organisationId", bus_accounts.account_id as "busAccountId",
	clusters.id as "clusterId", clusters.name as "clusterName", agents.user_key as "userKey", agents.next_user_key as "nextUserKey", clusters.state,
	agents.last_seen_at as "lastSeenAt"
`;
const knownTables = sql`
	agents
	join clusters on clusters.organisation_id = agents.organisation_id and clusters.id = agents.cluster_id
	join bus_accounts on bus_accounts.organisation_id = agents.organisation_id
`;
type KnownRow = Omit<KnownAgent, "lastSeenAt" | "nextUserKey"> & {
	readonly lastSeenAt: Date | null;
	readonly nextUserKey: string | null;
};

/** Agents, their credentials and their heartbeats. */
export function pgAgents(
	database: Database,
): Pick<
	FleetStore,
	| "insertAgent"
	| "revokeAgents"
	| "extendCredential"
	| "findAgent"
	| "listAgents"
	| "saveHeartbeats"
> {
	return {
		async insertAgent(tx, organisationId, clusterId, agent) {
			await sql`
				insert into agents (
					organisation_id, id, cluster_id, user_key, enrolled_at, credential_expires_at, agent_version, protocol, cluster_uid,
					configuration_version, running, plugins
				) values (
					${organisationId}, ${agent.id}, ${clusterId}, ${agent.userKey}, ${agent.enrolledAt}, ${agent.credentialExpiresAt},
					${agent.agentVersion}, ${agent.protocol}, ${agent.clusterUid ?? null}, ${agent.configurationVersion},
					${agent.running}, ${JSON.stringify(agent.plugins)}
				)
			`.execute(sqlOf(tx));
		},
		async revokeAgents(tx, organisationId, clusterId, at) {
			await retire(
				sql`next_user_key`,
				at,
				sql`
					organisation_id = ${organisationId} and cluster_id = ${clusterId} and revoked_at is null
					and next_user_key is not null
				`,
			).execute(sqlOf(tx));
			const { rows } = await sql<{ id: AgentId; userKey: string }>`
				update agents set revoked_at = ${at}
				where organisation_id = ${organisationId} and cluster_id = ${clusterId} and revoked_at is null
				returning id, user_key as "userKey"
			`.execute(sqlOf(tx));
			if (rows.length > 0)
				await sql`
					update bus_accounts set revision = revision + 1 where organisation_id = ${organisationId}
				`.execute(sqlOf(tx));
			return rows;
		},
		async extendCredential(tx, organisationId, agentId, expiresAt) {
			const { rows } = await sql`
				update agents set credential_expires_at = ${expiresAt}
				where organisation_id = ${organisationId} and id = ${agentId} and revoked_at is null
				returning id
			`.execute(sqlOf(tx));
			return rows.length === 1;
		},
		async findAgent(organisationId, agentId) {
			const { rows } = await sql<KnownRow>`
				select ${knownColumns} from ${knownTables}
				where agents.organisation_id = ${organisationId} and agents.id = ${agentId} and agents.revoked_at is null
			`.execute(database.on());
			return rows[0] && knownOf(rows[0]);
		},
		async listAgents(page) {
			const { rows } = await sql<KnownRow>`
				select ${knownColumns} from ${knownTables}
				where agents.revoked_at is null and agents.id > ${page.after ?? ""}
				order by agents.id limit ${page.limit}
			`.execute(database.on());
			return rows.map(knownOf);
		},
		async saveHeartbeats(heard) {
			if (heard.length > 0) await saveHeartbeats(heard).execute(database.on());
		},
	};
}

function knownOf(row: KnownRow): KnownAgent {
	return {
		...row,
		lastSeenAt: row.lastSeenAt ?? undefined,
		nextUserKey: row.nextUserKey ?? undefined,
	};
}

/** Refuses keys of those agents from an instant on. */
export function retire(
	key: RawBuilder<unknown>,
	at: Date,
	condition: RawBuilder<unknown>,
): RawBuilder<unknown> {
	return sql`
		insert into retired_agent_keys (organisation_id, user_key, agent_id, retired_at, credential_expires_at)
		select organisation_id, ${key}, id, ${at}, credential_expires_at from agents where ${condition}
		on conflict (organisation_id, user_key) do update
			set retired_at = excluded.retired_at, credential_expires_at = excluded.credential_expires_at
	`;
}

/**
 * One statement for any number of agents. What another replica heard later stands; a cluster's state follows its
 * agent, and only one whose row was updated here.
 */
function saveHeartbeats(heard: readonly HeardAgent[]): RawBuilder<unknown> {
	const rows = heard.map((one) => ({
		organisation_id: one.organisationId,
		id: one.agentId,
		state: one.state,
		since: one.since,
		last_seen_at: one.lastSeenAt ?? null,
		stands_until: standsUntil(one),
		said: one.heartbeat !== undefined,
		agent_version: one.heartbeat?.agentVersion ?? null,
		protocol: one.heartbeat?.protocol ?? null,
		configuration_version: one.heartbeat?.configurationVersion ?? null,
		running: one.heartbeat?.running ?? null,
		kubernetes: one.heartbeat?.kubernetes ?? null,
		plugins: one.heartbeat?.plugins ?? null,
	}));
	return sql`
		with heard as (
			select * from jsonb_to_recordset(${jsonText(rows)}::jsonb) as x(
				organisation_id text, id text, state text, since timestamptz, last_seen_at timestamptz, stands_until timestamptz, said boolean,
				agent_version text, protocol integer, configuration_version integer, running integer, kubernetes jsonb, plugins jsonb
			)
		), updated as (
			update agents set
				last_seen_at = greatest(agents.last_seen_at, heard.last_seen_at),
				agent_version = coalesce(heard.agent_version, agents.agent_version),
				protocol = coalesce(heard.protocol, agents.protocol),
				configuration_version = coalesce(heard.configuration_version, agents.configuration_version),
				running = coalesce(heard.running, agents.running),
				kubernetes = coalesce(heard.kubernetes, agents.kubernetes),
				plugins = coalesce(heard.plugins, agents.plugins)
			from heard
			where agents.organisation_id = heard.organisation_id and agents.id = heard.id and agents.revoked_at is null
				and (agents.last_seen_at is null or agents.last_seen_at <= heard.stands_until)
			returning agents.organisation_id, agents.cluster_id, heard.state, heard.since
		)
		update clusters set state = updated.state, since = updated.since
		from updated
		where clusters.organisation_id = updated.organisation_id and clusters.id = updated.cluster_id
			and clusters.removed_at is null and clusters.state <> updated.state
	`;
}

function jsonText(rows: unknown): string {
	return JSON.stringify(rows, (_, member: unknown) =>
		typeof member === "string"
			? member.replaceAll("\0", "\uFFFD").toWellFormed()
			: member,
	);
}

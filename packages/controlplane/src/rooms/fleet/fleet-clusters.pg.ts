import type { JoinTokenId, OrganisationId } from "@quarterdeck/contract";
import { type RawBuilder, sql } from "kysely";
import {
	type Database,
	type Nullable,
	sqlOf,
	undefinedFor,
} from "../../plumbing/postgres/index.ts";
import { nobodySpeaks } from "./agent-presence.ts";
import type { Agent, Cluster, ClusterState } from "./cluster.ts";
import { criteriaConditions } from "./cluster-criteria.pg.ts";
import type { ClusterCriteria } from "./cluster-criteria.ts";
import { behindPlace, orderBy } from "./cluster-order.pg.ts";
import type { ClusterPage, FleetStore, JoinToken } from "./fleet-store.ts";

const clusterColumns = sql`
	clusters.id, clusters.organisation_id as "organisationId", clusters.name, clusters.labels, clusters.state, clusters.since,
	clusters.created_at as "createdAt", clusters.removed_at as "removedAt"
`;
const agentColumns = sql`
	agents.id as "agentId", agents.user_key as "userKey", agents.enrolled_at as "enrolledAt",
	agents.credential_expires_at as "credentialExpiresAt", agents.last_seen_at as "lastSeenAt",
	agents.agent_version as "agentVersion", agents.protocol, agents.cluster_uid as "clusterUid",
	agents.configuration_version as "configurationVersion", agents.running, agents.kubernetes, agents.plugins
`;
const withSpeaker = (clusters: RawBuilder<unknown>) => sql`
	${clusters} left join agents on agents.organisation_id = clusters.organisation_id and agents.cluster_id = clusters.id
		and agents.revoked_at is null
`;

type ClusterRow = Omit<Cluster, "agent" | "removedAt"> & {
	readonly removedAt: Date | null;
};
type AgentColumns = Omit<
	Agent,
	"id" | "lastSeenAt" | "clusterUid" | "kubernetes" | "presence"
> & {
	readonly agentId: Agent["id"] | null;
	readonly lastSeenAt: Date | null;
	readonly clusterUid: string | null;
	readonly kubernetes: Agent["kubernetes"] | null;
};

/** Clusters and their join tokens. */
export function pgClusters(
	database: Database,
): Pick<
	FleetStore,
	| "insertCluster"
	| "removeCluster"
	| "findCluster"
	| "findClusterOfAgent"
	| "lockCluster"
	| "listClusters"
	| "listClusterNames"
	| "countClusters"
	| "insertJoinToken"
	| "findJoinToken"
	| "findUnusedJoinToken"
	| "useJoinToken"
	| "endJoinTokens"
> {
	const findCluster: FleetStore["findCluster"] = async (
		organisationId,
		by,
		tx,
	) => {
		const which =
			"name" in by
				? sql`clusters.name = ${by.name}`
				: sql`clusters.id = ${by.id}`;
		const isThere =
			"id" in by && by.evenRemoved
				? sql`true`
				: sql`clusters.removed_at is null`;
		const { rows } = await sql<ClusterRow & AgentColumns>`
			select ${clusterColumns}, ${agentColumns} from ${withSpeaker(sql`clusters`)}
			where clusters.organisation_id = ${organisationId} and ${which} and ${isThere}
		`.execute(database.on(tx));
		return rows[0] && clusterOf(rows[0]);
	};
	return {
		async insertCluster(tx, cluster) {
			const { rows } = await sql`
				insert into clusters (organisation_id, id, name, labels, state, since, created_at)
				values (${cluster.organisationId}, ${cluster.id}, ${cluster.name}, ${JSON.stringify(cluster.labels)}, ${cluster.state},
					${cluster.since}, ${cluster.createdAt})
				on conflict (organisation_id, name) where removed_at is null do nothing
				returning id
			`.execute(sqlOf(tx));
			return rows.length === 1;
		},
		async removeCluster(tx, organisationId, clusterId, at) {
			const { rows } = await sql<ClusterRow>`
				update clusters set state = 'removed', since = ${at}, removed_at = ${at}
				where organisation_id = ${organisationId} and id = ${clusterId} and removed_at is null
				returning ${clusterColumns}
			`.execute(sqlOf(tx));
			return rows[0] && clusterOf({ ...rows[0], ...noAgent });
		},
		findCluster,
		async findClusterOfAgent(organisationId, agentId) {
			const { rows } = await sql<ClusterRow & AgentColumns>`
				select ${clusterColumns}, ${agentColumns} from ${withSpeaker(sql`clusters`)}
				where clusters.organisation_id = ${organisationId} and clusters.id = (
					select cluster_id from agents where organisation_id = ${organisationId} and id = ${agentId}
				)
			`.execute(database.on());
			return rows[0] && clusterOf(rows[0]);
		},
		async lockCluster(tx, organisationId, clusterId) {
			// A statement of its own, so that the reads after it see what earlier transactions did.
			await sql`
				select id from clusters where organisation_id = ${organisationId} and id = ${clusterId} for no key update
			`.execute(sqlOf(tx));
			return findCluster(organisationId, { id: clusterId }, tx);
		},
		...clusterLists(database),
		...joinTokens(database),
	};
}

function clusterLists(
	database: Database,
): Pick<FleetStore, "listClusters" | "listClusterNames" | "countClusters"> {
	return {
		async listClusters(organisationId, page, criteria = {}) {
			const by = orderBy(page.order ?? "name");
			const { rows } = await sql<ClusterRow & AgentColumns>`
				select ${clusterColumns}, ${agentColumns} from ${withSpeaker(sql`(
					select * from clusters
					where ${present(organisationId, criteria)} and ${behind(page)}
					order by ${by} limit ${page.limit}
				) as clusters`)}
				order by ${by}
			`.execute(database.on());
			return rows.map(clusterOf);
		},
		async listClusterNames(organisationId, page) {
			const { rows } = await sql<{ name: string }>`
				select name from clusters
				where ${present(organisationId, {})} and ${behind(page)}
				order by ${orderBy("name")} limit ${page.limit}
			`.execute(database.on());
			return rows.map((row) => row.name);
		},
		async countClusters(organisationId, criteria) {
			const { rows } = await sql<{ state: ClusterState; count: number }>`
				select state, count(*) as count from clusters
				where ${present(organisationId, criteria)} group by state
			`.execute(database.on());
			return rows;
		},
	};
}

function present(
	organisationId: OrganisationId,
	criteria: ClusterCriteria,
): RawBuilder<unknown> {
	const conditions = [
		sql`clusters.organisation_id = ${organisationId}`,
		sql`clusters.removed_at is null`,
		...criteriaConditions(criteria),
	];
	return sql.join(conditions, sql` and `);
}

function behind({ after, order = "name" }: ClusterPage): RawBuilder<unknown> {
	return after ? behindPlace(order, after) : sql`true`;
}

type TokenRow = Nullable<JoinToken>;
const tokenColumns = sql`
	id, organisation_id as "organisationId", cluster_id as "clusterId", made_by as "madeBy", created_at as "createdAt",
	expires_at as "expiresAt", used_at as "usedAt"
`;

function joinTokens(
	database: Database,
): Pick<
	FleetStore,
	| "insertJoinToken"
	| "findJoinToken"
	| "findUnusedJoinToken"
	| "useJoinToken"
	| "endJoinTokens"
> {
	return {
		async insertJoinToken(tx, token) {
			await sql`
				insert into join_tokens (organisation_id, id, cluster_id, made_by, created_at, expires_at)
				values (${token.organisationId}, ${token.id}, ${token.clusterId}, ${token.madeBy ?? null}, ${token.createdAt}, ${token.expiresAt})
			`.execute(sqlOf(tx));
		},
		async findJoinToken(organisationId, id) {
			const { rows } = await sql<TokenRow>`
				select ${tokenColumns} from join_tokens where organisation_id = ${organisationId} and id = ${id}
			`.execute(database.on());
			return rows[0] && undefinedFor(rows[0], "usedAt", "madeBy");
		},
		async findUnusedJoinToken(organisationId, clusterId) {
			const { rows } = await sql<TokenRow>`
				select ${tokenColumns} from join_tokens
				where organisation_id = ${organisationId} and cluster_id = ${clusterId} and used_at is null
				order by created_at desc limit 1
			`.execute(database.on());
			return rows[0] && undefinedFor(rows[0], "usedAt", "madeBy");
		},
		async useJoinToken(tx, organisationId, id, at) {
			const { rows } = await sql`
				update join_tokens set used_at = ${at}
				where organisation_id = ${organisationId} and id = ${id} and used_at is null and expires_at > ${at}
				returning id
			`.execute(sqlOf(tx));
			return rows.length === 1;
		},
		async endJoinTokens(tx, organisationId, clusterId, at) {
			const { rows } = await sql<{ id: JoinTokenId }>`
				update join_tokens set used_at = ${at}
				where organisation_id = ${organisationId} and cluster_id = ${clusterId} and used_at is null
				returning id
			`.execute(sqlOf(tx));
			return rows.map(({ id }) => id);
		},
	};
}

const noAgent: AgentColumns = {
	agentId: null,
	userKey: "",
	enrolledAt: new Date(0),
	credentialExpiresAt: new Date(0),
	lastSeenAt: null,
	agentVersion: "",
	protocol: 0,
	clusterUid: null,
	configurationVersion: 0,
	running: 0,
	kubernetes: null,
	plugins: [],
};

function clusterOf(row: ClusterRow & AgentColumns): Cluster {
	const { id, organisationId, name, labels, state, since, createdAt } = row;
	return {
		id,
		organisationId,
		name,
		labels,
		state,
		since,
		createdAt,
		removedAt: row.removedAt ?? undefined,
		agent: row.agentId === null ? undefined : agentOf(row, row.agentId),
	};
}

function agentOf(row: AgentColumns, id: Agent["id"]): Agent {
	return {
		id,
		userKey: row.userKey,
		enrolledAt: row.enrolledAt,
		credentialExpiresAt: row.credentialExpiresAt,
		lastSeenAt: row.lastSeenAt ?? undefined,
		agentVersion: row.agentVersion,
		protocol: row.protocol,
		clusterUid: row.clusterUid ?? undefined,
		configurationVersion: row.configurationVersion,
		running: row.running,
		kubernetes: row.kubernetes ?? undefined,
		plugins: row.plugins,
		presence: nobodySpeaks,
	};
}

import type { PluginState } from "@quarterdeck/contract";
import { type RawBuilder, sql } from "kysely";
import type { Database } from "../../plumbing/postgres/index.ts";
import type {
	ClusterPlugin,
	FleetPlugin,
	PluginHealth,
	PluginStore,
} from "./fleet-plugins.ts";

type FleetRow = Omit<
	FleetPlugin,
	"healths" | "lastError" | "memoryBytes" | "restartedAt"
> & {
	readonly healths: Readonly<Record<PluginHealth, number>>;
	readonly memoryBytes: number | null;
	readonly restartedAt: string | null;
	readonly lastError: string | null;
};

/** Every plugin that the agents of an organisation reported: one look at its clusters, whatever their number. */
const reported = (organisationId: string): RawBuilder<unknown> => sql`
	select clusters.name as cluster, plugin, plugin ->> 'key' as key, coalesce(plugin ->> 'kind', 'executor') as kind,
		coalesce(plugin ->> 'version', '') as version, coalesce(plugin ->> 'lastError', plugin ->> 'problem') as error,
		case
			when clusters.state not in ('alive', 'degraded') then 'unknown'
			when plugin ->> 'status' = 'Deactivated' then 'deactivated'
			when plugin ->> 'state' = 'stopped' then 'ready'
			else plugin ->> 'state'
		end as health
	from clusters
	join agents on agents.organisation_id = clusters.organisation_id and agents.cluster_id = clusters.id and agents.revoked_at is null
	cross join lateral jsonb_array_elements(agents.plugins) as plugin
	where clusters.organisation_id = ${organisationId} and clusters.removed_at is null
`;

/** The plugins of a fleet, out of the last heartbeats of its agents. */
export function pgFleetPlugins(database: Database): PluginStore {
	return {
		async listFleetPlugins(organisationId, filter, { limit, after }) {
			const { key = null, health = null, cluster = null } = filter;
			const [unwell, ...place] = after ?? [null, "", "", ""];
			const { rows } = await sql<FleetRow>`
				with reported as (${reported(organisationId)}), counted as (
					select key, kind, version, count(*)::int as clusters, jsonb_build_object(
							'deactivated', count(*) filter (where health = 'deactivated'), 'failed', count(*) filter (where health = 'failed'),
							'unknown', count(*) filter (where health = 'unknown'), 'starting', count(*) filter (where health = 'starting'),
							'running', count(*) filter (where health = 'running'), 'ready', count(*) filter (where health = 'ready')
						) as healths,
						count(*) filter (where health in ('deactivated', 'failed'))::int as unwell,
						sum((plugin ->> 'restarts')::double precision) as restarts,
						sum((plugin ->> 'memoryBytes')::double precision) as "memoryBytes", max(plugin ->> 'restartedAt') as "restartedAt",
						(array_agg(error order by health in ('deactivated', 'failed') desc, cluster collate "C") filter (where error is not null))[1]
							as "lastError"
					from reported
					where (${key}::text is null or position(lower(${key}) in lower(key)) > 0)
						and (${health}::text is null or health = ${health}) and (${cluster}::text is null or cluster = ${cluster})
					group by key, kind, version
				)
				select * from counted
				where ${unwell}::int is null or unwell < ${unwell} or (
					unwell = ${unwell} and (key collate "C", kind collate "C", version collate "C") > (${place[0]}, ${place[1]}, ${place[2]})
				)
				order by unwell desc, key collate "C", kind collate "C", version collate "C" limit ${limit}
			`.execute(database.on());
			return rows.map(pluginOf);
		},
		async listClusterPlugins(organisationId, { key, kind }, page) {
			const { rows } = await sql<
				Omit<ClusterPlugin, "state"> & { readonly plugin: PluginState }
			>`
				with reported as (${reported(organisationId)})
				select cluster, health, plugin from (
					select distinct on (cluster) cluster, health, plugin from reported
					where key = ${key} and kind = ${kind} and cluster > ${page.after ?? ""} collate "C"
					order by cluster
				) as found
				order by cluster collate "C" limit ${page.limit}
			`.execute(database.on());
			return rows.map(({ plugin, ...row }) => ({ ...row, state: plugin }));
		},
	};
}

function pluginOf(row: FleetRow): FleetPlugin {
	return {
		...row,
		healths: Object.entries(row.healths).flatMap(([health, clusters]) =>
			clusters > 0 ? [{ health: health as PluginHealth, clusters }] : [],
		),
		memoryBytes: row.memoryBytes ?? undefined,
		restartedAt:
			row.restartedAt === null ? undefined : new Date(row.restartedAt),
		lastError: row.lastError ?? undefined,
	};
}

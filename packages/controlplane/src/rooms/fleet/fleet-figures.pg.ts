import type { ClusterId } from "@quarterdeck/contract";
import { sql } from "kysely";
import type { Database } from "../../plumbing/postgres/index.ts";
import type {
	EndingBefore,
	EndingCredential,
	LabelCount,
	VersionCount,
} from "./fleet-figures.ts";
import type { FleetStore } from "./fleet-store.ts";

type VersionRow = Omit<VersionCount, "version" | "of"> & {
	readonly version: string | null;
	readonly isKubernetes: boolean;
};

interface EndingRow {
	readonly name: string;
	readonly agentEndsAt: Date;
	/** As the agent said it. */
	readonly kubernetesEndsAt: string | null;
}

/** What is true of a whole fleet: each is one look at the organisation's clusters and their agents. */
export function pgFleetFigures(
	database: Database,
): Pick<
	FleetStore,
	"countVersions" | "countLabels" | "endingCredentials" | "nameClusters"
> {
	return {
		async countVersions(organisationId, limit) {
			const { rows } = await sql<VersionRow>`
				select coalesce(agent, kubernetes) as version, grouping(agent) = 1 as "isKubernetes", count(*) as clusters from (
					select agents.agent_version as agent, agents.kubernetes ->> 'version' as kubernetes from clusters
					join agents on agents.organisation_id = clusters.organisation_id and agents.cluster_id = clusters.id
						and agents.revoked_at is null
					where clusters.organisation_id = ${organisationId} and clusters.removed_at is null
				) as versions
				group by grouping sets ((agent), (kubernetes)) order by clusters desc, version limit ${limit}
			`.execute(database.on());
			return rows.map(({ isKubernetes, version, clusters }) => ({
				of: isKubernetes ? "kubernetes" : "agent",
				version: version ?? undefined,
				clusters,
			}));
		},
		async countLabels(organisationId, limit) {
			const { rows } = await sql<LabelCount>`
				select label.key as name, label.value, count(*) as clusters, count(*) filter (where state = 'alive') as alive from clusters
				cross join lateral jsonb_each_text(labels) as label
				where organisation_id = ${organisationId} and removed_at is null
				group by 1, 2 order by clusters desc, label.key collate "C", label.value collate "C" limit ${limit}
			`.execute(database.on());
			return rows;
		},
		async endingCredentials(organisationId, before, limit) {
			const { rows } = await sql<EndingRow>`
				select clusters.name, agents.credential_expires_at as "agentEndsAt", agents.kubernetes ->> 'credentialEndsAt' as "kubernetesEndsAt"
				from clusters
				join agents on agents.organisation_id = clusters.organisation_id and agents.cluster_id = clusters.id
					and agents.revoked_at is null
				where clusters.organisation_id = ${organisationId} and clusters.removed_at is null and (
					agents.credential_expires_at < ${before.agent}
					or agents.kubernetes ->> 'credentialEndsAt' < ${before.kubernetes.toISOString()}
				)
				order by agents.credential_expires_at, clusters.name collate "C" limit ${limit}
			`.execute(database.on());
			return rows.flatMap((row) => endingOf(row, before));
		},
		async nameClusters(organisationId, ids) {
			const { rows } = await sql<{ id: ClusterId; name: string }>`
				select id, name from clusters where organisation_id = ${organisationId} and id = any(${[...ids]}::text[])
			`.execute(database.on());
			return new Map(rows.map(({ id, name }) => [id, name]));
		},
	};
}

/** One of a row, or both. An instant that is none was said by an agent, and ends nothing. */
function endingOf(row: EndingRow, before: EndingBefore): EndingCredential[] {
	const found: EndingCredential[] = [];
	const add = (kind: EndingCredential["kind"], endsAt: Date) => {
		if (endsAt < before[kind])
			found.push({ kind, clusterName: row.name, endsAt });
	};
	add("agent", row.agentEndsAt);
	if (row.kubernetesEndsAt !== null)
		add("kubernetes", new Date(row.kubernetesEndsAt));
	return found;
}

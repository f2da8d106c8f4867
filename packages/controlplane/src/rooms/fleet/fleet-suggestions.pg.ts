import { sql } from "kysely";
import type { Database } from "../../plumbing/postgres/index.ts";
import type { FleetStore } from "./fleet-store.ts";

/** Behind every character of a name. */
const behindNames = "~";

/** What targets may be called: names by their index, labels by one look at the organisation's clusters. */
export function pgSuggestions(
	database: Database,
): Pick<FleetStore, "suggestTargets"> {
	return {
		async suggestTargets(organisationId, prefix, limit) {
			const names = sql<{ text: string }>`
				select name as text from clusters
				where organisation_id = ${organisationId} and removed_at is null and starts_with(name, ${prefix})
					and name collate "C" >= ${prefix} and name collate "C" < ${prefix + behindNames}
				order by natural_key(name) collate "C", name collate "C" limit ${limit}
			`.execute(database.on());
			const labels = sql<{ text: string }>`
				select label.text from clusters
				cross join lateral (select key || '=' || value as text from jsonb_each_text(labels)) as label
				where organisation_id = ${organisationId} and removed_at is null and starts_with(label.text, ${prefix})
				group by label.text
				order by natural_key(label.text) collate "C", label.text collate "C" limit ${limit}
			`.execute(database.on());
			const [named, labelled] = await Promise.all([names, labels]);
			return {
				names: named.rows.map(({ text }) => text),
				labels: labelled.rows.map(({ text }) => text),
			};
		},
	};
}

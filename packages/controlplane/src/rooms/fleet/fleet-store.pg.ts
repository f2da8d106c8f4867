import type { Database } from "../../plumbing/postgres/index.ts";
import { pgBusAccounts } from "./fleet-accounts.pg.ts";
import { pgAgents } from "./fleet-agents.pg.ts";
import { pgClusters } from "./fleet-clusters.pg.ts";
import { pgFleetFigures } from "./fleet-figures.pg.ts";
import { pgFleetPlugins } from "./fleet-plugins.pg.ts";
import { pgRotations } from "./fleet-rotations.pg.ts";
import type { FleetStore } from "./fleet-store.ts";
import { pgSuggestions } from "./fleet-suggestions.pg.ts";

/** The fleet in PostgreSQL. */
export function createPgFleetStore(database: Database): FleetStore {
	return {
		...pgBusAccounts(database),
		...pgClusters(database),
		...pgFleetFigures(database),
		...pgFleetPlugins(database),
		...pgAgents(database),
		...pgRotations(),
		...pgSuggestions(database),
	};
}

import type { ClusterState } from "../resources/cluster-state.ts";
import type { LogBook } from "../workload/log-book.ts";
import type { AccessControl } from "./access-control.ts";
import type { Authenticator } from "./authenticate.ts";
import type { ServiceAccountTokens } from "./service-account-tokens.ts";

/** What the answers of a server stand on. */
export interface RouterDeps {
	readonly state: ClusterState;
	readonly access: AccessControl;
	readonly authenticator: Authenticator;
	readonly serviceAccountTokens: ServiceAccountTokens;
	readonly logBook: LogBook;
}

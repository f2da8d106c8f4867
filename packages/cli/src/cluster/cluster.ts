/** A cluster as the control plane tells it. */
export interface Cluster {
	readonly id: string;
	readonly name: string;
	readonly labels: readonly { readonly name: string; readonly value: string }[];
	readonly state:
		| "JOINING"
		| "ALIVE"
		| "DEGRADED"
		| "LOST"
		| "AWAY"
		| "REMOVED";
	readonly since: string;
	readonly lastSeenAt: string | null;
	/** The agent's clock against the control plane's. */
	readonly clockAheadSeconds: number | null;
	/** Whether its agent takes any server for the bus. */
	readonly busInsecure: boolean | null;
	readonly agentVersion: string | null;
	readonly kubernetesVersion: string | null;
	readonly configurationVersion: number | null;
	readonly running: number | null;
	readonly kubernetes: {
		readonly reachable: boolean;
		readonly version: string | null;
		readonly problem: string | null;
		/** These two are absent where nobody asked for them. */
		readonly latencyMs?: number | null;
		readonly credentialEndsAt?: string | null;
	} | null;
	readonly plugins: readonly {
		readonly key: string;
		/** Asked for one cluster only. */
		readonly displayName?: string | null;
		/** The same. */
		readonly memoryBytes?: number | null;
		readonly state: string;
		readonly restarts: number;
		readonly problem: string | null;
	}[];
	/** Since when two processes use the agent's credential at the same time. */
	readonly duplicateSince: string | null;
	readonly agentInstances: readonly {
		readonly id: string;
		readonly host: string;
		readonly startedAt: string;
		readonly lastSeenAt: string;
	}[];
	readonly agentConnections: readonly {
		readonly address: string;
		readonly connectedAt: string;
	}[];
}

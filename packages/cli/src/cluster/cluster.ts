/** A cluster as the control plane tells it. */
export interface Cluster {
	readonly id: string;
	readonly name: string;
	readonly labels: readonly { readonly name: string; readonly value: string }[];
	readonly state: "JOINING" | "ALIVE" | "LOST" | "AWAY" | "REMOVED";
	readonly since: string;
	readonly lastSeenAt: string | null;
	readonly agentVersion: string | null;
	readonly kubernetesVersion: string | null;
	readonly configurationVersion: number | null;
	readonly running: number | null;
	readonly kubernetes: {
		readonly reachable: boolean;
		readonly version: string | null;
		readonly problem: string | null;
	} | null;
	readonly plugins: readonly {
		readonly key: string;
		/** Asked for one cluster only. */
		readonly displayName?: string | null;
		readonly state: string;
		readonly restarts: number;
		readonly problem: string | null;
	}[];
}

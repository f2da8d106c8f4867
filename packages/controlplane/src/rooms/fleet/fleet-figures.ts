/** How many clusters have an agent, or an API server, of one version. */
export interface VersionCount {
	readonly of: "agent" | "kubernetes";
	/** As the agent said it; undefined when it said none. */
	readonly version: string | undefined;
	readonly clusters: number;
}

/** How many clusters have a label. */
export interface LabelCount {
	readonly name: string;
	readonly value: string;
	readonly clusters: number;
	/** Those that are alive. */
	readonly alive: number;
}

/** A credential that ends soon or has ended. */
export interface EndingCredential {
	/** What lets the agent onto the bus, or what it reaches its API server with. */
	readonly kind: "agent" | "kubernetes";
	readonly clusterName: string;
	readonly endsAt: Date;
}

/** Until when credentials count as ending. */
export interface EndingBefore {
	/** For what lets agents onto the bus; they renew it by themselves long before. */
	readonly agent: Date;
	/** For what nobody renews. */
	readonly kubernetes: Date;
}

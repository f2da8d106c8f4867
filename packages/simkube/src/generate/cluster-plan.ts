export interface ClusterOptions {
	/** The same seed and options give the same objects, but for `nowMs`, which all times count from. */
	readonly seed: number | string;
	/** Part of the names of the nodes. */
	readonly name?: string;
	readonly namespaces?: number;
	readonly deploymentsPerNamespace?: number;
	readonly nodes?: number;
	/** How many pods all deployments have together, exactly. Without it deployments have 1 to 5 each. */
	readonly pods?: number;
	readonly nowMs: number;
}

/** What a cluster is going to hold, worked out before the first object is made. */
export interface ClusterPlan {
	readonly namespaces: readonly string[];
	readonly deploymentsPerNamespace: number;
	readonly nodes: readonly string[];
	/** Set when the number of pods was asked for. */
	readonly pods: number | undefined;
}

const namespaceNames = [
	"shop",
	"pay",
	"search",
	"stock",
	"mail",
	"ship",
	"media",
	"auth",
	"report",
	"data",
] as const;

const deploymentNames = [
	"cart",
	"checkout",
	"catalog",
	"web",
	"worker",
	"api",
	"gateway",
	"cache",
	"scheduler",
	"indexer",
] as const;

/** The names and numbers of the cluster; `shop` is always its first namespace. */
export function planCluster(options: ClusterOptions): ClusterPlan {
	const { pods, name = "demo" } = options;
	const deploymentsPerNamespace = options.deploymentsPerNamespace ?? 4;
	// Some ten pods a deployment and thirty a node are what real clusters have.
	const namespaces =
		options.namespaces ??
		Math.max(
			6,
			Math.ceil((pods ?? 0) / (10 * Math.max(1, deploymentsPerNamespace))),
		);
	const nodes =
		options.nodes ?? Math.max(4, Math.ceil((pods ?? namespaces * 12) / 30));
	return {
		namespaces: names(namespaceNames, Math.max(1, namespaces)),
		deploymentsPerNamespace: Math.max(1, deploymentsPerNamespace),
		nodes: Array.from(
			{ length: Math.max(1, nodes) },
			(_, index) => `${name}-node-${index + 1}`,
		),
		pods,
	};
}

/** The name of the n-th deployment of a namespace, counted from 0. */
export function deploymentName(index: number): string {
	return nth(deploymentNames, index);
}

/** How many of the asked-for pods the n-th deployment of the whole cluster gets: all within one of each other. */
export function podsOfDeployment(
	{ pods, namespaces, deploymentsPerNamespace }: ClusterPlan,
	index: number,
): number | undefined {
	if (pods === undefined) return undefined;
	const deployments = namespaces.length * deploymentsPerNamespace;
	const share = Math.floor(pods / deployments);
	return share + (index < pods % deployments ? 1 : 0);
}

function names(known: readonly string[], count: number): string[] {
	return Array.from({ length: count }, (_, index) => nth(known, index));
}

function nth(known: readonly string[], index: number): string {
	const round = Math.floor(index / known.length);
	const name = known[index % known.length] ?? "";
	return round === 0 ? name : `${name}-${round + 1}`;
}

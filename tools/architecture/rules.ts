/*
 * Who may know whom (docs/architecture/house.md#who-may-know-whom). A file belongs to the first layer whose pattern matches it;
 * it may import from the layers its rule names, and from its own.
 */

export interface Layer {
	readonly name: string;
	/** Matches repository-relative paths. */
	readonly files: RegExp;
	/** Layers it may import from. */
	readonly may: readonly string[];
	/** Packages from npm that only this layer (and others that list them too) may import. */
	readonly owns?: readonly string[];
}

/** What only tests may reach: fakes of the outside, fixtures, the second doors of rooms and packages, and data of tests. */
export const forTestsOnly =
	/\.(fake|fixture)\.ts$|\/fakes\.ts$|\/testdata\/|^packages\/testkit\//;

const rooms = [
	"audit",
	"people",
	"sign-in",
	"commands",
	"permissions",
	"jobs",
	"fleet",
	"events",
	"catalog",
	"notices",
	"access",
	"posture",
];
const agentRooms = [
	"credential",
	"configuration",
	"gate",
	"plugin-store",
	"plugins",
	"watches",
	"kubernetes-events",
	"leases",
	"checks",
	"inventory",
	"spool",
];

/** Rooms may ask only the rooms above them in the list, and those only through index.ts. */
export const roomOrder: Readonly<Record<string, readonly string[]>> = {
	"packages/controlplane/src/rooms": rooms,
	"packages/agent/src/rooms": agentRooms,
};

/**
 * Folders inside a package, lowest first: each may import from those before it only. The door and the programs of the package come
 * last, its other files first.
 */
export const folderOrder: Readonly<Record<string, readonly string[]>> = {
	"packages/simkube/src": [
		"built-in-types",
		"selectors",
		"rbac",
		"patch",
		"openapi",
		"validation",
		"defaults",
		"apply",
		"store",
		"tables",
		"generate",
		"resources",
		"discovery",
		"controllers",
		"workload",
		"server",
	],
	"packages/wire/src": [
		"auth",
		"server",
		"connection",
		"signing",
		"orders",
		"agent",
		"bus",
		"events",
		"accounts",
		"connection-limiter",
	],
};

const server = (pkg: string): Layer[] => {
	const at = `packages/${pkg}/src`;
	const words = ["contract", "runtime"];
	return [
		{
			name: `${pkg}/main`,
			files: new RegExp(`^${at}/main(\\.(test|fixture))?\\.ts$`),
			may: [
				`${pkg}/assembly`,
				`${pkg}/settings`,
				`${pkg}/doors`,
				`${pkg}/flows`,
				`${pkg}/rooms`,
				`${pkg}/wiring`,
				`${pkg}/adapter.pg`,
				`${pkg}/adapter.wire`,
				`${pkg}/plumbing`,
				"wire",
				"plugin-sdk",
				...words,
			],
		},
		{
			name: `${pkg}/assembly`,
			files: new RegExp(`^${at}/assembly/`),
			may: [
				`${pkg}/settings`,
				`${pkg}/doors`,
				`${pkg}/flows`,
				`${pkg}/rooms`,
				`${pkg}/wiring`,
				`${pkg}/adapter.pg`,
				`${pkg}/adapter.disk`,
				`${pkg}/adapter.wire`,
				`${pkg}/plumbing`,
				"wire",
				"plugin-sdk",
				...words,
			],
		},
		{
			name: `${pkg}/settings`,
			files: new RegExp(`^${at}/settings(\\.test)?\\.ts$`),
			may: words,
		},
		{
			name: `${pkg}/adapter.pg`,
			files: new RegExp(`^${at}/.*\\.pg\\.ts$`),
			may: [`${pkg}/rooms`, `${pkg}/flows`, `${pkg}/plumbing`, ...words],
		},
		{
			name: `${pkg}/adapter.disk`,
			files: new RegExp(`^${at}/.*\\.(disk|kube)\\.ts$`),
			may: [`${pkg}/rooms`, `${pkg}/plumbing`, ...words],
		},
		{
			name: `${pkg}/adapter.wire`,
			files: new RegExp(`^${at}/.*\\.wire\\.ts$`),
			may: [`${pkg}/rooms`, `${pkg}/flows`, `${pkg}/doors`, "wire", ...words],
		},
		{
			name: `${pkg}/wiring`,
			files: new RegExp(`^${at}/(rooms|flows|doors)/.*\\.wiring\\.ts$`),
			may: [
				`${pkg}/rooms`,
				`${pkg}/flows`,
				`${pkg}/adapter.pg`,
				`${pkg}/adapter.disk`,
				`${pkg}/adapter.wire`,
				`${pkg}/plumbing`,
				"wire",
				...words,
			],
		},
		{
			name: `${pkg}/rooms`,
			files: new RegExp(`^${at}/rooms/`),
			may: words,
		},
		{
			name: `${pkg}/flows`,
			files: new RegExp(`^${at}/flows/`),
			may: [`${pkg}/rooms`, ...words],
		},
		{
			name: `${pkg}/doors`,
			files: new RegExp(`^${at}/doors/`),
			may: [`${pkg}/flows`, `${pkg}/rooms`, ...words],
		},
		{
			name: `${pkg}/plumbing`,
			files: new RegExp(`^${at}/plumbing/`),
			may: words,
		},
	];
};

export const layers: readonly Layer[] = [
	{ name: "contract", files: /^packages\/contract\//, may: [] },
	{
		name: "runtime",
		files: /^packages\/runtime\//,
		may: ["contract"],
		owns: ["pino", "prom-client"],
	},
	{
		name: "wire",
		files: /^packages\/wire\//,
		may: ["runtime", "contract"],
		owns: ["@nats-io/transport-node"],
	},
	{ name: "plugin-sdk", files: /^packages\/plugin-sdk\//, may: ["contract"] },
	...server("controlplane").map((layer) =>
		layer.name === "controlplane/doors"
			? { ...layer, owns: ["openid-client"] }
			: layer,
	),
	...server("agent").map(
		// The agent is the plugins' host: its plugins room and its process plumbing drive the host half of the SDK.
		(layer) =>
			["agent/plumbing", "agent/rooms", "agent/flows", "agent/wiring"].includes(
				layer.name,
			)
				? { ...layer, may: [...layer.may, "plugin-sdk"] }
				: layer,
	),
	// What a laptop installs: it asks a control plane and starts nothing.
	{ name: "cli", files: /^packages\/cli\//, may: ["contract"] },
	{
		name: "up",
		files: /^packages\/up\//,
		may: ["contract", "runtime", "cli"],
	},
	{
		name: "web/pages",
		files: /^packages\/web\/src\/(pages\/|router(\.test)?\.tsx?$|main\.tsx$)/,
		may: ["web/parts", "web/data", "web/look"],
	},
	{
		name: "web/parts",
		files: /^packages\/web\/src\/parts\//,
		may: ["web/data", "web/look"],
	},
	{ name: "web/look", files: /^packages\/web\/src\/look\//, may: [] },
	// The building of it reads the control plane's schema as text.
	{
		name: "web/data",
		files: /^packages\/web\/(src\/data\/|[^/]+\.ts$)/,
		may: [],
	},
	{
		name: "simkube/generator",
		files: /^packages\/simkube\/src\/built-in-types\/generate-schemas\.ts$/,
		may: ["simkube"],
		owns: ["@kubernetes/client-node"],
	},
	{ name: "simkube", files: /^packages\/simkube\//, may: ["runtime"] },
	{
		name: "testkit",
		files: /^packages\/testkit\//,
		may: ["contract", "runtime", "wire", "cli", "up", "simkube"],
	},
	{
		name: "plugins",
		files: /^plugins\//,
		may: ["plugin-sdk", "contract"],
		owns: ["@kubernetes/client-node"],
	},
	{
		name: "journeys",
		files: /^journeys\//,
		may: ["testkit", "contract", "cli"],
	},
	{
		name: "bench",
		files: /^bench\//,
		may: [
			"testkit",
			"contract",
			"runtime",
			"wire",
			"simkube",
			"agent/rooms",
			"agent/plumbing",
		],
		// The ratio of our round trip to a bare one needs the bare client.
		owns: ["@nats-io/transport-node"],
	},
	{
		name: "tools",
		files: /^tools\//,
		// The reference is made from the code of every process.
		may: [
			"testkit",
			"up",
			"contract",
			"runtime",
			"controlplane/settings",
			"controlplane/rooms",
			"agent/settings",
		],
	},
];

/** npm packages that only the layers that own them may import. */
export const ownedPackages: ReadonlySet<string> = new Set(
	layers.flatMap((layer) => layer.owns ?? []),
);

/** Things only one place may touch, found in the text of a file. */
export const reserved: readonly {
	readonly what: RegExp;
	readonly where: RegExp;
	readonly why: string;
}[] = [
	{
		what: /\bprocess\.env\b/,
		where:
			/^(packages\/(runtime|testkit)\/|packages\/cli\/src\/environment\.ts$|plugins\/[^/]+\/src\/[a-z-]*environment\.ts$|packages\/plugin-sdk\/src\/.*environment[^/]*\.ts$|tools\/)/,
		why: "process.env is read only in runtime (the cli and plugins, which import no runtime, read it in environment.ts)",
	},
	{
		what: /\bnew Date\(\)|\bDate\.now\(\)/,
		where:
			/^(packages\/runtime\/src\/(clock|certificates\/certificate)\.ts|packages\/(simkube|testkit|cli|up|plugin-sdk|contract|web)\/|plugins\/|journeys\/|bench\/|tools\/)/,
		why: "servers take the time from the Clock they are handed",
	},
	{
		what: /\bas (never|unknown as)\b/,
		where: /^(?!packages\/web\/)/,
		why: "an assertion hides a wrong address from the type checker: use the router's types",
	},
	{
		what: /\bperformance\s*\.|[=(:,]\s*performance\b|\bhrtime\b|(?<!\.)\bset(Timeout|Interval)\b|["'](node:)?(timers|perf_hooks)(\/promises)?["']|\bAbortSignal\.timeout\b/,
		where: new RegExp(
			[
				// The clock itself, and what guards the process it runs in or gives its memory back.
				/^packages\/runtime\/src\/(clock|health|life)\.ts/.source,
				/^packages\/contract\/src\/collect-at-rest\.ts/.source,
				/^packages\/(simkube|testkit|cli|up|plugin-sdk|web)\/|^plugins\/|^journeys\/|^bench\/|^tools\//
					.source,
			].join("|"),
		),
		why: "servers wait and measure with the Clock they are handed",
	},
	{
		what: /\bclock\s*\.every\(/i,
		where: new RegExp(
			[
				/^packages\/(runtime|simkube|testkit|cli|up|plugin-sdk|web)\/|^plugins\/|^journeys\/|^bench\/|^tools\//
					.source,
				// They keep the claims and leases on which jobs stand.
				/^packages\/controlplane\/src\/plumbing\/(jobs\/job-worker|postgres\/leases)\.ts$/
					.source,
				// It measures whether the process itself stood still.
				/^packages\/wire\/src\/orders\/watch-freezes\.ts$/.source,
				// It measures whether the process runs at all; a job would be measured with it.
				/^packages\/wire\/src\/orders\/watch-freezes\.ts$/.source,
			].join("|"),
		),
		why: "recurring work is a Job of the process's JobRunner",
	},
];

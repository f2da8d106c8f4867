import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { generateCluster } from "./generate/index.ts";
import type { Simkube } from "./server/simkube.ts";
import { startSimkube } from "./server/start-simkube.ts";

const usage = `simkube: a Kubernetes API server for demos, tests and fleets

  --name NAME             the name of the cluster (simkube)
  --port PORT             the port to listen on (a free one)
  --host ADDRESS          the address to listen on (127.0.0.1)
  --seed NUMBER           makes names and uids repeatable
  --namespaces N          how many namespaces to make up
  --pods N                how many Pods to make up
  --nodes N               how many Nodes the cluster has (1)
  --metrics               serve metrics.k8s.io, for kubectl top
  --workload running|pending
                          whether Pods run (running)
  --data-file FILE        keep the state over restarts
  --kubeconfig-out FILE   write a kubeconfig of the administrator
  --ready-fd FD           write the ready line to this descriptor instead of stdout
  --help                  show this
`;

const { values } = parseArgs({
	options: {
		name: { type: "string" },
		port: { type: "string" },
		host: { type: "string" },
		seed: { type: "string" },
		namespaces: { type: "string" },
		pods: { type: "string" },
		nodes: { type: "string" },
		metrics: { type: "boolean" },
		workload: { type: "string" },
		"data-file": { type: "string" },
		"kubeconfig-out": { type: "string" },
		"ready-fd": { type: "string" },
		help: { type: "boolean" },
	},
});

if (values.help) process.stdout.write(usage);
else await serve();

async function serve(): Promise<void> {
	const simkube = await startSimkube({
		...text("name", values.name),
		...text("host", values.host),
		...number("port", values.port),
		...number("seed", values.seed),
		...ownNodes(),
		...text("dataFile", values["data-file"]),
		metrics: values.metrics ?? false,
		workload: values.workload === "pending" ? "pending" : "running",
	});
	populate(simkube);
	for (const signal of ["SIGTERM", "SIGINT"] as const)
		process.once(signal, () => void stop(simkube.stop));
	const file = values["kubeconfig-out"];
	if (file) writeFileSync(file, simkube.kubeconfig(), { mode: 0o600 });
	const line = JSON.stringify({
		ready: true,
		name: simkube.name,
		url: simkube.url,
	});
	writeFileSync(Number(values["ready-fd"] ?? 1), `${line}\n`);
}

/** Makes objects up when asked to, unless a saved state already has them. */
function populate(simkube: Simkube): void {
	const { pods, namespaces } = sizes();
	if (pods === undefined && namespaces === undefined) return;
	if (simkube.objects.list("v1", "Pod").length > 0) return;
	simkube.objects.put(
		generateCluster({
			seed: Number(values.seed ?? 1),
			nowMs: Date.now(),
			...(pods === undefined ? {} : { pods }),
			...(namespaces === undefined ? {} : { namespaces }),
			...number("nodes", values.nodes),
		}),
	);
	simkube.objects.settle();
}

/** A made-up cluster brings its Nodes along. */
function ownNodes(): { nodes?: number } {
	const isMadeUp = values.pods !== undefined || values.namespaces !== undefined;
	return isMadeUp ? { nodes: 0 } : number("nodes", values.nodes);
}

function sizes(): { pods?: number; namespaces?: number } {
	return {
		...number("pods", values.pods),
		...number("namespaces", values.namespaces),
	};
}

async function stop(end: () => Promise<void>): Promise<void> {
	await end();
	process.exit(0);
}

function text<K extends string>(name: K, value: string | undefined) {
	return (value === undefined ? {} : { [name]: value }) as Partial<
		Record<K, string>
	>;
}

function number<K extends string>(name: K, value: string | undefined) {
	if (value === undefined) return {};
	const read = Number(value);
	if (!Number.isInteger(read) || read < 0)
		throw new Error(
			`--${name} must be a whole number, not ${JSON.stringify(value)}`,
		);
	return { [name]: read } as Partial<Record<K, number>>;
}

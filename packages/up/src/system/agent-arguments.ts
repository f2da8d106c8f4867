import { resolve } from "node:path";
import type { Installation } from "../installation/installation.ts";
import type { ProvidedCluster } from "./demo-cluster.ts";
import type { Bus } from "./given-bus.ts";
import type { UpOptions } from "./up-options.ts";

/** What an agent of this installation is started with. The join token is in a file: arguments can be read by everyone. */
export function agentArguments(parts: {
	readonly cluster: ProvidedCluster;
	readonly installation: Pick<Installation, "cluster" | "plugins">;
	readonly options: Pick<UpOptions, "pluginDir">;
	readonly bus: Pick<Bus, "url" | "caFile" | "isInsecure">;
	/** Undefined for an agent that has joined. */
	readonly tokenFile: string | undefined;
}): string[] {
	const { cluster, installation, options, bus, tokenFile } = parts;
	return [
		...["--state-dir", installation.cluster(cluster.name).agent],
		...["--ceiling", installation.cluster(cluster.name).ceiling],
		...["--kubeconfig", cluster.kubeconfig],
		...(cluster.context ? ["--context", cluster.context] : []),
		...["--servers", bus.url],
		...(bus.caFile ? ["--bus-ca", bus.caFile] : []),
		...(bus.isInsecure ? ["--bus-insecure"] : []),
		...["--plugin-dir", resolve(options.pluginDir ?? installation.plugins)],
		...(tokenFile ? ["--join-file", tokenFile] : []),
	];
}

import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Environment } from "@quarterdeck/runtime";
import { type ClusterAccess, ClusterAccessError } from "./cluster-access.ts";
import { inClusterAccess } from "./in-cluster-access.ts";
import { readKubeconfig } from "./read-kubeconfig.ts";

/** The kubeconfig that is named (or several, as KUBECONFIG has them), else the service account of the pod, else the file that kubectl would use. @throws ClusterAccessError when there is none, or it cannot be used. */
export function findCluster(settings: {
	readonly kubeconfig: string | undefined;
	readonly context: string | undefined;
	readonly environment: Environment;
}): ClusterAccess {
	const { kubeconfig, context, environment } = settings;
	if (kubeconfig) return readKubeconfig(kubeconfig, context, environment);
	const inside = inClusterAccess(environment);
	if (inside) return inside;
	const usual = join(environment.HOME ?? "/", ".kube", "config");
	if (existsSync(usual)) return readKubeconfig(usual, context, environment);
	throw new ClusterAccessError(
		`There is no kubeconfig at ${usual}, and this is not a pod. Name one with --kubeconfig FILE`,
	);
}

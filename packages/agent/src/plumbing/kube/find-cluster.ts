import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Environment } from "@quarterdeck/runtime";
import { type ClusterAccess, ClusterAccessError } from "./cluster-access.ts";
import { inClusterAccess } from "./in-cluster-access.ts";
import { readKubeconfig } from "./read-kubeconfig.ts";

/** A kubeconfig when one is named, the pod's service account otherwise, and at last the file kubectl would use. @throws ClusterAccessError when none of them is there or usable. */
export function findCluster(settings: {
	readonly kubeconfig: string | undefined;
	readonly context: string | undefined;
	readonly environment: Environment;
}): ClusterAccess {
	const { kubeconfig, context, environment } = settings;
	if (kubeconfig) return readKubeconfig(kubeconfig, context);
	const inside = inClusterAccess(environment);
	if (inside) return inside;
	const usual = join(environment.HOME ?? "/", ".kube", "config");
	if (existsSync(usual)) return readKubeconfig(usual, context);
	throw new ClusterAccessError(
		`there is no kubeconfig at ${usual} and this is no pod: name one with --kubeconfig FILE`,
	);
}

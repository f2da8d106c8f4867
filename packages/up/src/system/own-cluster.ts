import type { Environment } from "@quarterdeck/runtime";
import type { MachineContext } from "../machine-context.ts";
import type { ProvidedProgram } from "../servers/index.ts";
import { credentialEnvironment } from "./credential-environment.ts";
import type { ProvidedCluster } from "./demo-cluster.ts";
import { kubectlWith } from "./kubectl.ts";
import { clusterNameFrom, type OwnKubeconfig } from "./own-kubeconfig.ts";
import { processEnvironment } from "./start-control-plane.ts";

/** The person's own cluster. It is theirs: nothing in it is changed, and their kubeconfig is used as it is. */
export function ownCluster(
	{ file, context }: OwnKubeconfig,
	environment: Environment,
): ProvidedCluster {
	return {
		name: clusterNameFrom(context),
		labels: [],
		kubeconfig: file,
		context,
		environment: credentialEnvironment(environment),
	};
}

/**
 * Why commands would fail in the person's cluster, when that can be seen beforehand: the kubeconfig must be allowed to
 * impersonate. Only asks the cluster; undefined when all is well or when it does not answer, which the agent says itself.
 */
export async function whyNotToImpersonate(
	cluster: ProvidedCluster,
	kubectl: ProvidedProgram,
	{
		machine,
	}: { readonly machine: Pick<MachineContext, "environment" | "root"> },
): Promise<string | undefined> {
	const run = kubectlWith(kubectl, cluster.kubeconfig, {
		...processEnvironment(machine),
		...cluster.environment,
	});
	const context = cluster.context ? ["--context", cluster.context] : [];
	try {
		for (const kind of ["users", "groups"])
			await run([
				...["auth", "can-i", "impersonate", kind, "--request-timeout=5s"],
				...context,
			]);
		return undefined;
	} catch (error) {
		const said = error instanceof Error ? error.message : String(error);
		return isRefusal(said)
			? `the user of this kubeconfig may not impersonate users and groups in ${cluster.name}, so commands there will be denied; use a user who may, for example a cluster-admin`
			: undefined;
	}
}

/** Whether `kubectl auth can-i` answered no: it exits with 1 and has nothing to say but warnings. Anything else is about reaching the cluster. */
export function isRefusal(failure: string): boolean {
	const words = failure
		.slice(failure.indexOf("failed:") + "failed:".length)
		.split("\n")
		.filter((line) => !line.trim().startsWith("Warning:"))
		.join(" ")
		.trim();
	return words === "" || /^no\b/.test(words);
}

import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Environment } from "@quarterdeck/runtime";
import { type ClusterAccess, ClusterAccessError } from "./cluster-access.ts";
import { readText } from "./merge-kubeconfigs.ts";

/** Where a pod finds its service account. */
export const serviceAccountDir =
	"/var/run/secrets/kubernetes.io/serviceaccount";

/** The namespace of the pod this runs in, or undefined outside of a pod. */
export function inClusterNamespace(
	dir: string = serviceAccountDir,
): string | undefined {
	const file = join(dir, "namespace");
	return existsSync(file)
		? readText(file, "the namespace of the pod").trim()
		: undefined;
}

/**
 * The way to the cluster the agent's pod runs in, or undefined outside of a pod.
 * @throws ClusterAccessError in a pod whose service account is not mounted.
 */
export function inClusterAccess(
	environment: Environment,
	dir: string = serviceAccountDir,
): ClusterAccess | undefined {
	const host = environment.KUBERNETES_SERVICE_HOST;
	const port = environment.KUBERNETES_SERVICE_PORT ?? "443";
	if (!host) return undefined;
	const tokenFile = join(dir, "token");
	const caFile = join(dir, "ca.crt");
	if (!existsSync(tokenFile) || !existsSync(caFile))
		throw new ClusterAccessError(
			`this is a pod without a service account: ${dir} holds no token and ca.crt`,
		);
	return {
		name: "in-cluster",
		server: new URL(
			`https://${host.includes(":") ? `[${host}]` : host}:${port}`,
		),
		certificateAuthorityPem: readText(caFile, "the certificate authority"),
		insecure: false,
		serverName: undefined,
		clientCertificate: undefined,
		credential: { kind: "token-file", file: tokenFile },
		secretFiles: [tokenFile],
	};
}

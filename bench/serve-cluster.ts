import { startSimkube } from "@quarterdeck/simkube";

/**
 * A cluster with a list of about 5 MB, in which the group `readers` may do everything.
 * @public serve-module.ts imports it by its path.
 */
export async function serve(): Promise<{
	said: ServedCluster;
	stop(): Promise<void>;
}> {
	const simkube = await startSimkube({ name: "bench" });
	simkube.objects.put(everythingForReaders);
	const data = { text: "x".repeat(5000) };
	for (let i = 0; i < 1000; i++) {
		simkube.objects.put({
			apiVersion: "v1",
			kind: "ConfigMap",
			metadata: { name: `c-${i}`, namespace: "default" },
			data,
		});
	}
	const { url, caCertificatePem, adminToken } = simkube;
	return {
		said: {
			url,
			caCertificatePem,
			adminToken,
			kubeconfig: simkube.kubeconfig(),
		},
		stop: () => simkube.stop(),
	};
}

export interface ServedCluster {
	readonly url: string;
	readonly caCertificatePem: string;
	readonly adminToken: string;
	readonly kubeconfig: string;
}

const everythingForReaders = {
	apiVersion: "rbac.authorization.k8s.io/v1",
	kind: "ClusterRoleBinding",
	metadata: { name: "bench" },
	roleRef: {
		apiGroup: "rbac.authorization.k8s.io",
		kind: "ClusterRole",
		name: "cluster-admin",
	},
	subjects: [
		{ kind: "Group", name: "readers", apiGroup: "rbac.authorization.k8s.io" },
	],
};

import { applyDefaults } from "../defaults/index.ts";
import type { KubeObject } from "../kube-object.ts";
import type { Maker } from "./maker.ts";

/** What makes a deployment reachable: a service, and for those that face the world an ingress. */
export function* serviceObjects(
	maker: Maker,
	{
		name,
		namespace,
		isPublic,
	}: { name: string; namespace: string; isPublic: boolean },
): Generator<KubeObject> {
	const ageMinutes = 60 * 24 * 30;
	const clusterIP = maker.serviceIP();
	yield applyDefaults(
		maker.make({
			apiVersion: "v1",
			kind: "Service",
			ageMinutes,
			metadata: { name, namespace, labels: { app: name } },
			fields: {
				spec: {
					selector: { app: name },
					ports: [{ name: "http", port: 80, targetPort: "http" }],
					clusterIP,
					clusterIPs: [clusterIP],
				},
				status: { loadBalancer: {} },
			},
		}),
	);
	if (!isPublic) return;
	const backend = { service: { name, port: { name: "http" } } };
	yield maker.make({
		apiVersion: "networking.k8s.io/v1",
		kind: "Ingress",
		ageMinutes,
		metadata: { name, namespace, generation: 1, labels: { app: name } },
		fields: {
			spec: {
				ingressClassName: "nginx",
				rules: [
					{
						host: `${name}.${namespace}.example.com`,
						http: { paths: [{ path: "/", pathType: "Prefix", backend }] },
					},
				],
				tls: [
					{ hosts: [`${name}.${namespace}.example.com`], secretName: "tls" },
				],
			},
			status: { loadBalancer: { ingress: [{ ip: "203.0.113.10" }] } },
		},
	});
}

import type { KubeObject } from "../kube-object.ts";
import type { ClusterState } from "./cluster-state.ts";

/** Gives a Service an address of 10.96.0.0/16 that no other has, and a node port where its type wants one. */
export function allocateClusterIp(
	service: KubeObject,
	state: ClusterState,
): void {
	const spec = service.spec;
	if (!spec || spec.type === "ExternalName") return;
	const others = state.store.list("/services");
	if (!spec.clusterIP) {
		spec.clusterIP = freeAddress(
			new Set(others.map((other) => other.object.spec?.clusterIP)),
			state,
		);
	}
	spec.clusterIPs ??= [spec.clusterIP];
	if (spec.type === "NodePort" || spec.type === "LoadBalancer") {
		giveNodePorts(
			spec.ports ?? [],
			others.map((other) => other.object),
			state,
		);
	}
}

function freeAddress(taken: ReadonlySet<string>, state: ClusterState): string {
	const start = state.identities.below(65_000);
	for (let step = 0; step < 65_000; step++) {
		const host = 10 + ((start + step) % 65_000);
		const address = `10.96.${host >> 8}.${host & 255}`;
		if (!taken.has(address)) return address;
	}
	return "None";
}

function giveNodePorts(
	ports: { nodePort?: number }[],
	others: readonly KubeObject[],
	state: ClusterState,
): void {
	const taken = new Set(
		others.flatMap((other) =>
			(other.spec?.ports ?? []).map(
				(port: { nodePort?: number }) => port.nodePort,
			),
		),
	);
	for (const port of ports) {
		if (port.nodePort) continue;
		let candidate = 30_000 + state.identities.below(2768);
		while (taken.has(candidate))
			candidate = 30_000 + ((candidate - 29_999) % 2768);
		taken.add(candidate);
		port.nodePort = candidate;
	}
}

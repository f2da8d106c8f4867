import { afterTransaction } from "@quarterdeck/runtime/fakes";
import type { ChangedCluster, FleetNews } from "./fleet-news.ts";

/** News within one process, and to whoever shares this; `miss` says that some may have been missed. */
export function createFakeFleetNews(): FleetNews & { miss(): void } {
	const listeners = new Set<(cluster: ChangedCluster | undefined) => void>();
	function tell(cluster: ChangedCluster | undefined): void {
		for (const listener of [...listeners]) listener(cluster);
	}
	return {
		announce: async (tx, cluster) => afterTransaction(tx, () => tell(cluster)),
		follow(listener) {
			const mine = (cluster: ChangedCluster | undefined) => listener(cluster);
			listeners.add(mine);
			return () => listeners.delete(mine);
		},
		miss: () => tell(undefined),
	};
}

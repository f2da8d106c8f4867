export type { ReadCluster } from "./cluster-reader.ts";
export {
	createInventory,
	type Inventory,
	type KubernetesState,
} from "./inventory.ts";

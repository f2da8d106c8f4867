export type { ClusterOptions } from "./cluster-plan.ts";
export { generateCluster } from "./generate-cluster.ts";

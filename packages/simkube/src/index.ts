export { type ClusterOptions, generateCluster } from "./generate/index.ts";
export type {
	Json,
	KubeObject,
	ObjectMeta,
	OwnerReference,
} from "./kube-object.ts";
export type { Fault, Faults } from "./server/faults.ts";
export type { KubeconfigOptions } from "./server/kubeconfig.ts";
export type { RequestLog, RequestRecord } from "./server/request-record.ts";
export type {
	Simkube,
	SimkubeObjects,
	SimkubeOptions,
} from "./server/simkube.ts";
export { startSimkube } from "./server/start-simkube.ts";
export { StatusError } from "./status-error.ts";

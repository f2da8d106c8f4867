export {
	type ApiRequest,
	type ApiServer,
	createApiServer,
} from "./api-server.ts";
export {
	createKubeClient,
	type KubeClient,
	type KubePatch,
	type ListPage,
	type Selection,
} from "./kube-client.ts";
export { isKubeStatus, KubeError } from "./kube-error.ts";
export type { KubeObject, ResourceAddress } from "./kube-object.ts";
export { readKubeconfig } from "./read-kubeconfig.ts";
export type { WatchEvent } from "./watch-resource.ts";

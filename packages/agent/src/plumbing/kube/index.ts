export { createApiServer } from "./api-server.ts";
export { createKubeClient, type KubeClient } from "./kube-client.ts";
export { isKubeStatus } from "./kube-error.ts";
export type { KubeObject } from "./kube-object.ts";
export { readKubeconfig } from "./read-kubeconfig.ts";

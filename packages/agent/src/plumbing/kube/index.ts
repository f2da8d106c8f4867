export {
	type ApiRequest,
	type ApiServer,
	createApiServer,
} from "./api-server.ts";
export { readKubeconfig } from "./read-kubeconfig.ts";

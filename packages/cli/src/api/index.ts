export {
	type ApiClient,
	ConnectionLost,
	createApiClient,
} from "./api-client.ts";
export * from "./documents.ts";
export type { Send, Session } from "./session.ts";

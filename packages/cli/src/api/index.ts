export {
	type ApiClient,
	ConnectionLost,
	createApiClient,
	type Session,
} from "./api-client.ts";
export * from "./documents.ts";

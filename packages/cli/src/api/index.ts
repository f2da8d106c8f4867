export {
	type ApiClient,
	createApiClient,
	LineBroken,
	type Session,
} from "./api-client.ts";
export * from "./documents.ts";

export {
	type SignInAtProvider,
	signInAtProvider,
} from "./sign-in-at-provider.ts";
export type { Claims, Forgery } from "./signing-key.ts";
export type { TestAccount } from "./test-account.ts";
export type { TestClient } from "./test-client.ts";
export {
	type PausedRequests,
	startTestProvider,
	type TestProvider,
	type TestProviderOptions,
} from "./test-provider.ts";

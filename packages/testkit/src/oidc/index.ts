export { signInAtProvider } from "./sign-in-at-provider.ts";
export type { Claims, Forgery } from "./signing-key.ts";
export {
	startTestProvider,
	type TestProvider,
	type TestProviderOptions,
} from "./test-provider.ts";

export {
	type ConfigurationInUse,
	createConfigurationInUse,
} from "./configuration-in-use.ts";
export { type Binding, findBinding } from "./find-binding.ts";
export { createSecretHider, type SecretHider } from "./hide-secrets.ts";
export { createKnownSecrets, type KnownSecrets } from "./known-secrets.ts";
export {
	createSecretResolver,
	type SecretResolver,
} from "./resolve-secrets.ts";
export { secretLimitsSchema } from "./secret-limits.ts";
export type { SecretObjects } from "./secret-objects.ts";
export { tellableText } from "./tellable-text.ts";

export {
	type ConfigurationInUse,
	createConfigurationInUse,
	type FetchConfiguration,
} from "./configuration-in-use.ts";
export { type Binding, findBinding } from "./find-binding.ts";

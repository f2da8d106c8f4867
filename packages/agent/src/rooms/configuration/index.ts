export {
	type ConfigurationInUse,
	createConfigurationInUse,
} from "./configuration-in-use.ts";
export { type Binding, findBinding } from "./find-binding.ts";

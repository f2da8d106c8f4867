export { agentConfigurationFor } from "./agent-configuration-for.ts";
export {
	aliasesOf,
	bindingsFor,
	channelsOf,
	findChannel,
	pluginsBound,
} from "./bindings.ts";
export type {
	AppliedConfiguration,
	Catalog,
	ConfigurationText,
	CurrentConfiguration,
} from "./catalog.ts";
export { maxDocumentBytes } from "./compose-yaml.ts";
export { configurationJsonSchema } from "./configuration.schema.ts";
export {
	type ActionEntry,
	type Alias,
	type Bindings,
	type Channel,
	type Configuration,
	type ConfigurationProblem,
	type ConfigurationSettings,
	type ConfigurationSummary,
	type ConfigurationVersion,
	type Platform,
	type PluginGroup,
	platforms,
} from "./configuration.ts";
export {
	type ValidatedConfiguration,
	validateConfiguration,
} from "./validate-configuration.ts";

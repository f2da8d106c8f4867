export { agentConfigurationFor } from "./agent-configuration-for.ts";
export { aliasesOf, pluginsBound } from "./bindings.ts";
export type {
	AppliedConfiguration,
	Catalog,
	ConfigurationText,
	CurrentConfiguration,
} from "./catalog.ts";
export {
	decideInChannel,
	mayReadChannel,
	readableChannels,
	refusalInChannel,
	refusalsInClusters,
	requireReadableChannel,
} from "./channel-members.ts";
export type {
	ActionEntry,
	Alias,
	Bindings,
	Channel,
	Configuration,
	ConfigurationProblem,
	ConfigurationSettings,
	ConfigurationSummary,
	ConfigurationVersion,
	PluginGroup,
} from "./configuration.ts";
export {
	findChannel,
	keyOfChannel,
	type NamedChannel,
	requireChannel,
} from "./find-channel.ts";
export { maxDocumentBytes } from "./validate/compose-yaml.ts";
export { configurationJsonSchema } from "./validate/configuration.schema.ts";
export {
	type ValidatedConfiguration,
	validateConfiguration,
} from "./validate/validate-configuration.ts";

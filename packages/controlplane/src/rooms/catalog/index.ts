export { aliasesOf, pluginsBound } from "./bindings.ts";
export type {
	AppliedConfiguration,
	Catalog,
	CurrentConfiguration,
} from "./catalog.ts";
export {
	decideInChannel,
	mayReadChannel,
	readableChannels,
	refusalInChannel,
	refusalsInClusters,
	requireReadableByKey,
	requireReadableChannel,
} from "./channel-members.ts";
export type {
	Channel,
	Configuration,
	ConfigurationProblem,
	ConfigurationSummary,
} from "./configuration.ts";
export {
	findChannel,
	findChannelByKey,
	keyOfChannel,
	type NamedChannel,
	requireChannel,
} from "./find-channel.ts";
export { configurationJsonSchema } from "./validate/configuration.schema.ts";

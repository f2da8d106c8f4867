export { aliasesOf, displayNameOf, pluginsBound } from "./bindings.ts";
export type {
	AppliedConfiguration,
	Catalog,
	ConfigurationCheck,
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
export type { ConfigurationSummary } from "./configuration.ts";
export type { ConfigurationEdit } from "./configuration-edit.ts";
export {
	findChannel,
	findChannelByKey,
	keyOfChannel,
	type NamedChannel,
	requireChannel,
} from "./find-channel.ts";
export { isAuthor, type Proposal } from "./review/proposal.ts";
export {
	createOrganisationSecrets,
	type FindOrganisationSecret,
} from "./secrets/organisation-secrets.ts";

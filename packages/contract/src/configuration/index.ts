export { agentConfigurationFor } from "./agent-configuration-for.ts";
export {
	checkConfiguration,
	checkDocument,
	emptyConfiguration,
} from "./check-configuration.ts";
export { composeYaml } from "./compose-yaml.ts";
export { configurationJsonSchema } from "./configuration.schema.ts";
export type {
	Alias,
	Channel,
	Configuration,
	ConfigurationProblem,
	PluginGroup,
} from "./configuration.ts";
export {
	type ConfigurationDocument,
	formatPath,
	type Path,
	readDocument,
	type Span,
	valueAt,
} from "./document.ts";

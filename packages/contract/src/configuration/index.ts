export { agentConfigurationFor } from "./agent-configuration-for.ts";
export {
	type ChartValues,
	chartKeys,
	findChartValues,
	underWrapper,
} from "./chart-values.ts";
export {
	checkConfiguration,
	checkDocument,
	emptyConfiguration,
} from "./check-configuration.ts";
export { knownKeys } from "./check-schema.ts";
export { referencesIn } from "./check-secret-references.ts";
export { composeYaml } from "./compose-yaml.ts";
export { configurationJsonSchema } from "./configuration.schema.ts";
export type {
	Channel,
	Configuration,
	ConfigurationProblem,
	Credential,
	PluginGroup,
	Sink,
	SinkKey,
	SinkTarget,
} from "./configuration.ts";
export { platformOfKey } from "./configuration.ts";
export { decodeText } from "./decode-text.ts";
export {
	type ConfigurationDocument,
	documentOf,
	formatPath,
	type Path,
	readDocument,
	type Span,
	valueAt,
} from "./document.ts";
export { type IdentitiesLent, identitiesLent } from "./identities-lent.ts";
export {
	type KubernetesSource,
	type KubernetesSourceResource,
	kubernetesSourceKey,
	readKubernetesSource,
} from "./kubernetes-source.ts";
export { oldVersionWords } from "./old-keys.ts";
export { isSecretPlace, namedKeys, namingKeys } from "./secret-places.ts";

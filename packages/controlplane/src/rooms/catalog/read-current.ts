import {
	type AgentConfiguration,
	AppError,
	type OrganisationId,
} from "@quarterdeck/contract";
import {
	agentConfigurationFor,
	type Configuration,
	emptyConfiguration,
} from "@quarterdeck/contract/configuration";
import type { CurrentConfiguration } from "./catalog.ts";
import type { CatalogDeps } from "./catalog-deps.ts";
import type { ConfigurationVersion } from "./configuration.ts";
import { validateConfiguration } from "./validate/validate-configuration.ts";

/** Parsed versions kept in memory; a version never changes, so only space limits them. */
const keptVersions = 100;

/** What every organisation begins with: nothing is bound anywhere. */
export const versionZero: ConfigurationVersion = {
	version: 0,
	yaml: "",
	author: "",
	createdAt: undefined,
	note: undefined,
};

export interface CurrentReader {
	current(organisationId: OrganisationId): Promise<CurrentConfiguration>;
	agentConfiguration(
		organisationId: OrganisationId,
		clusterName: string,
	): Promise<AgentConfiguration>;
	/** Remembers a version that was just parsed. */
	remember(
		organisationId: OrganisationId,
		version: number,
		configuration: Configuration,
	): void;
}

/** Reads the current version: its number from the store each time, its content parsed once. */
export function createCurrentReader(
	deps: Pick<CatalogDeps, "configurationStore">,
): CurrentReader {
	const parsed = new Map<string, Configuration>();
	function remember(
		organisationId: OrganisationId,
		version: number,
		configuration: Configuration,
	): void {
		parsed.set(`${organisationId} ${version}`, configuration);
		const oldest = parsed.keys().next().value;
		if (parsed.size > keptVersions && oldest !== undefined)
			parsed.delete(oldest);
	}
	async function current(
		organisationId: OrganisationId,
	): Promise<CurrentConfiguration> {
		const version =
			await deps.configurationStore.currentVersion(organisationId);
		if (version === 0) return { version, configuration: emptyConfiguration };
		const known = parsed.get(`${organisationId} ${version}`);
		if (known) return { version, configuration: known };
		const configuration = await parse(deps, organisationId, version);
		remember(organisationId, version, configuration);
		return { version, configuration };
	}
	return {
		current,
		remember,
		async agentConfiguration(organisationId, clusterName) {
			const { version, configuration } = await current(organisationId);
			return agentConfigurationFor(version, configuration, clusterName);
		},
	};
}

async function parse(
	deps: Pick<CatalogDeps, "configurationStore">,
	organisationId: OrganisationId,
	version: number,
): Promise<Configuration> {
	const stored = await deps.configurationStore.find(organisationId, version);
	const { configuration, problems } = validateConfiguration(stored?.yaml ?? "");
	// A rule that came later may refuse what was applied before: then nothing is run by it until somebody mends it.
	if (!configuration)
		throw new AppError(
			"CONFIGURATION_INVALID",
			{ count: problems.length },
			{ cause: problems[0] },
		);
	return configuration;
}

import {
	mayUseNetwork,
	type Weakening,
	weakeningsAsked,
} from "@quarterdeck/contract";
import type {
	Configuration,
	ConfigurationDocument,
	ConfigurationProblem,
} from "@quarterdeck/contract/configuration";

/** An agent as far as it matters here: whose it is, and what its machine lets a configuration weaken. */
export interface ConsentingAgent {
	readonly clusterName: string;
	/** Undefined when the agent did not tell. */
	readonly allows?: readonly Weakening[] | undefined;
	/** The plugins that its machine lets use the whole network; undefined when the agent did not tell. */
	readonly allowsNetwork?: readonly string[] | undefined;
}

/** Clusters that a warning names. */
const maxNamed = 5;

/**
 * Which agents would refuse commands under this configuration, because it asks for what their own machines do not allow. A warning,
 * not an error: others may allow it, and the rest of the configuration holds everywhere.
 */
export function checkConsent(
	document: ConfigurationDocument,
	configuration: Configuration,
	agents: readonly ConsentingAgent[],
): ConfigurationProblem[] {
	return [
		...checkSettings(document, configuration, agents),
		...checkNetworks(document, configuration, agents),
		...checkUnverified(document, configuration, agents),
	];
}

function checkUnverified(
	document: ConfigurationDocument,
	{ plugins }: Configuration,
	agents: readonly ConsentingAgent[],
): ConfigurationProblem[] {
	const refusing = agents
		.filter(({ allows }) => allows && !allows.includes("unverified"))
		.map(({ clusterName }) => clusterName);
	if (refusing.length === 0) return [];
	return (plugins?.repositories ?? [])
		.filter(({ allowUnverified }) => allowUnverified === true)
		.map(({ name }) =>
			document.problem(
				["plugins", "repositories", name, "allowUnverified"],
				`${nameClusters(refusing)} would not run plugins of ${name} without a checksum: ${refusing.length === 1 ? "its agent does" : "their agents do"} not allow it. To allow it, write unverified: true into the ceiling file of each agent`,
				{ severity: "warning" },
			),
		);
}

function checkNetworks(
	document: ConfigurationDocument,
	{ executors, sources }: Configuration,
	agents: readonly ConsentingAgent[],
): ConfigurationProblem[] {
	const groups = [
		...Object.entries(executors).map(([name, group]) => ({
			path: ["executors", name],
			plugins: group.plugins,
		})),
		...Object.entries(sources).map(([name, group]) => ({
			path: ["sources", name],
			plugins: group.plugins,
		})),
	];
	return groups.flatMap(({ path, plugins }) =>
		plugins
			.filter(({ enabled, network }) => enabled && network === "all")
			.flatMap(({ key }) => {
				const refusing = agents
					.filter(
						({ allowsNetwork }) =>
							allowsNetwork && !mayUseNetwork(allowsNetwork, key),
					)
					.map(({ clusterName }) => clusterName);
				if (refusing.length === 0) return [];
				return [
					document.problem(
						[...path, key, "network"],
						`${nameClusters(refusing)} would not run ${key}: ${refusing.length === 1 ? "its agent does" : "their agents do"} not allow it network: all. To allow it, write network: ["${key}"] into the ceiling file of each agent`,
						{ severity: "warning" },
					),
				];
			}),
	);
}

function checkSettings(
	document: ConfigurationDocument,
	{ settings }: Configuration,
	agents: readonly ConsentingAgent[],
): ConfigurationProblem[] {
	return weakeningsAsked(settings).flatMap(({ weakening, setting }) => {
		const refusing = agents
			.filter(({ allows }) => allows && !allows.includes(weakening))
			.map(({ clusterName }) => clusterName);
		if (refusing.length === 0) return [];
		const key = setting.slice(0, setting.indexOf(":"));
		return [
			document.problem(
				["settings", key],
				`${nameClusters(refusing)} would refuse every command: ${refusing.length === 1 ? "its agent does" : "their agents do"} not allow ${setting}. To allow it, write ${weakening}: true into the ceiling file of each agent`,
				{ severity: "warning" },
			),
		];
	});
}

function nameClusters(names: readonly string[]): string {
	const sorted = names.toSorted((a, b) =>
		a.localeCompare(b, "en", { numeric: true }),
	);
	const [named, rest] = [sorted.slice(0, maxNamed), sorted.slice(maxNamed)];
	if (rest.length > 0) return `${named.join(", ")} and ${rest.length} more`;
	const last = named.pop();
	return named.length === 0 ? `${last}` : `${named.join(", ")} and ${last}`;
}

import { type AgentConfiguration, AppError } from "@quarterdeck/contract";
import type { Log } from "@quarterdeck/runtime";

/** A port: asks the control plane for a configuration newer than version `have`; undefined when there is none. */
export type FetchConfiguration = (
	have: number,
	signal: AbortSignal,
) => Promise<AgentConfiguration | undefined>;

/** The configuration this agent runs. It only ever becomes newer, and is replaced as a whole. */
export interface ConfigurationInUse {
	current(): AgentConfiguration | undefined;
	/** Puts it into use without a restart. False when it is not newer than the one in use. */
	apply(configuration: AgentConfiguration): boolean;
	/** At least this version, fetched if necessary. @throws AppError CONFIGURATION_NOT_FOUND, BUS_UNAVAILABLE; the signal's reason. */
	atLeast(version: number, signal: AbortSignal): Promise<AgentConfiguration>;
	/** Fetches a newer one, if there is one. */
	refresh(signal: AbortSignal): Promise<void>;
}

/** Starts with no configuration. `use` is called with each one that is put into use. */
export function createConfigurationInUse(deps: {
	readonly fetch: FetchConfiguration;
	readonly use: (configuration: AgentConfiguration) => void;
	readonly log: Log;
}): ConfigurationInUse {
	let current: AgentConfiguration | undefined;
	let fetching: Promise<void> | undefined;

	function apply(configuration: AgentConfiguration): boolean {
		if (current && configuration.version <= current.version) return false;
		current = configuration;
		deps.log.info("a configuration is in use", {
			configurationVersion: configuration.version,
			cluster: configuration.clusterName,
		});
		deps.use(configuration);
		return true;
	}
	async function fetchNewer(signal: AbortSignal): Promise<void> {
		const newer = await deps.fetch(current?.version ?? 0, signal);
		if (newer) apply(newer);
	}
	function refresh(signal: AbortSignal): Promise<void> {
		fetching ??= fetchNewer(signal).finally(() => {
			fetching = undefined;
		});
		return fetching;
	}
	return {
		current: () => current,
		apply,
		refresh,
		async atLeast(version, signal) {
			if (!current || current.version < version) await refresh(signal);
			if (!current || current.version < version)
				throw new AppError("CONFIGURATION_NOT_FOUND", {
					version,
					hint: "The agent could not fetch it. Try again in a moment.",
				});
			return current;
		},
	};
}

import { type AgentConfiguration, AppError } from "@quarterdeck/contract";
import type { Log } from "@quarterdeck/runtime";

/** A port: asks the control plane for a configuration newer than the one at hand; undefined when there is none. */
export type FetchConfiguration = (
	have: number,
	signal: AbortSignal,
) => Promise<AgentConfiguration | undefined>;

/** The configuration this agent runs. It only ever becomes newer; half of one is never run. */
export interface Configurations {
	current(): AgentConfiguration | undefined;
	/** Takes it into use without a restart. False when it is not newer than what runs. */
	apply(configuration: AgentConfiguration): boolean;
	/** At least this version, fetched when need be. @throws AppError CONFIGURATION_NOT_FOUND, BUS_UNAVAILABLE; the signal's reason. */
	atLeast(version: number, signal: AbortSignal): Promise<AgentConfiguration>;
	/** Fetches what is newer, if anything. */
	refresh(signal: AbortSignal): Promise<void>;
}

/** Nothing to run yet. `use` is told of each configuration taken into use. */
export function createConfigurations(deps: {
	readonly fetch: FetchConfiguration;
	readonly use: (configuration: AgentConfiguration) => void;
	readonly log: Log;
}): Configurations {
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
					hint: "The agent could not fetch it; try again in a moment.",
				});
			return current;
		},
	};
}

import type { AgentConfiguration } from "@quarterdeck/contract";
import type { BusAddress } from "../fleet/index.ts";

/** Brings configurations to agents. */
export interface ConfigurationFeed {
	/**
	 * Tells one agent to take the configuration into use; resolves with the version it runs then.
	 * @throws when it did not answer before the deadline or refused; it may be told again at any time.
	 */
	configure(
		to: BusAddress,
		configuration: AgentConfiguration,
		options: { readonly deadlineAt: Date; readonly signal: AbortSignal },
	): Promise<{ readonly version: number }>;
}

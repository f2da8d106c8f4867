import type { AgentConfiguration } from "@quarterdeck/contract";
import type { BusAddress } from "../fleet/index.ts";
import type { ConfigurationFeed } from "./configuration-feed.ts";

export interface FakeConfigurationFeed extends ConfigurationFeed {
	readonly sent: { to: BusAddress; configuration: AgentConfiguration }[];
	/** What an agent does with what it is told; takes it into use unless told otherwise. */
	answer: (
		to: BusAddress,
		configuration: AgentConfiguration,
	) => Promise<{ readonly version: number }>;
}

/** Agents that take everything into use at once. */
export function createFakeConfigurationFeed(): FakeConfigurationFeed {
	const feed: FakeConfigurationFeed = {
		sent: [],
		answer: async (_to, { version }) => ({ version }),
		configure(to, configuration) {
			feed.sent.push({ to, configuration });
			return feed.answer(to, configuration);
		},
	};
	return feed;
}

import { configure, subjectToken } from "@quarterdeck/contract";
import type { NewId } from "@quarterdeck/runtime";
import type { Bus } from "@quarterdeck/wire";
import type { ConfigurationFeed } from "./configuration-feed.ts";

/** The order `configure` over the bus. */
export function createWireConfigurationFeed(deps: {
	readonly bus: Pick<Bus, "order">;
	readonly newId: NewId;
}): ConfigurationFeed {
	return {
		async configure(to, configuration, options) {
			const end = await deps.bus.order(to, configure, configuration, {
				...options,
				correlation: subjectToken(deps.newId("configuration")),
			});
			return { version: end.version };
		},
	};
}

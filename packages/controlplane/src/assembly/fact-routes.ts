import type { FactRoutes } from "../plumbing/outbox/index.ts";

/** Who acts on which fact. */
export const factRoutes: FactRoutes = {
	"configuration.applied.v1": ["push-configuration"],
	"agent.events.v1": ["receive-notices"],
};

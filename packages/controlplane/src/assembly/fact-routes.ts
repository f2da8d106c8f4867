import type { FactRoutes } from "../plumbing/outbox/index.ts";

/** Who acts on which fact. */
export const factRoutes: FactRoutes = {
	"configuration.applied.v1": ["push-configuration"],
	// Nobody acts on them yet; the events themselves are kept.
	"agent.events.v1": [],
};

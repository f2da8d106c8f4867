import type { OrganisationId } from "@quarterdeck/contract";
import { findBase } from "./apply-configuration.ts";
import type { Catalog, ConfigurationCheck } from "./catalog.ts";
import type { CatalogDeps } from "./catalog-deps.ts";
import { widensUnderReview } from "./review/propose-change.ts";
import { validateConfiguration } from "./validate/validate-configuration.ts";

/** What would come of a configuration if it were applied now: its problems, and what would make it wait. Nothing is changed. */
export async function checkConfiguration(
	deps: Pick<
		CatalogDeps,
		"configurationStore" | "findSecret" | "fleet" | "shownTexts"
	>,
	organisationId: OrganisationId,
	{ text, file, base }: Parameters<Catalog["checkConfiguration"]>[1],
): Promise<ConfigurationCheck> {
	const checked = validateConfiguration(text, file, {
		base: await findBase(deps, organisationId, base),
		agents: deps.fleet.connectedAgents(organisationId),
		secrets: {
			organisationId,
			find: (reference) => deps.findSecret(organisationId, reference),
		},
	});
	const { configuration, problems } = checked;
	if (!configuration) return { problems, widens: [] };
	const { configurationStore } = deps;
	const current = await configurationStore.currentVersion(organisationId);
	const inForce = await configurationStore.find(organisationId, current);
	const widens = widensUnderReview(inForce?.yaml, {
		configuration,
		yaml: checked.text,
	});
	return { problems, widens };
}

import {
	type OrganisationId,
	type Page,
	type PageRequest,
	pageOf,
} from "@quarterdeck/contract";
import type { CatalogDeps } from "./catalog-deps.ts";
import type { ConfigurationSummary } from "./configuration.ts";
import { numberedPage } from "./numbered-page.ts";

/** Versions of one page: a reader may ask for the text of each. */
const maxVersions = 50;

/**
 * Versions of an organisation, newest first, without their texts.
 * @throws AppError INPUT_INVALID when the cursor is not one of ours.
 */
export async function listHistory(
	deps: Pick<CatalogDeps, "configurationStore">,
	organisationId: OrganisationId,
	page: PageRequest,
): Promise<Page<ConfigurationSummary>> {
	const { few, query } = numberedPage(page, maxVersions);
	const rows = await deps.configurationStore.list(organisationId, query);
	return pageOf(rows, few, (one) => String(one.version));
}

import {
	AppError,
	type OrganisationId,
	type Page,
	type PageRequest,
	pageOf,
	rowsToRead,
} from "@quarterdeck/contract";
import type { CatalogDeps } from "./catalog-deps.ts";
import type { ConfigurationSummary } from "./configuration.ts";

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
	if (page.after !== undefined && !/^\d{1,9}$/.test(page.after))
		throw new AppError("INPUT_INVALID", {
			field: "after",
			reason: "it is not a cursor of this list",
		});
	const few = { ...page, first: Math.min(page.first, maxVersions) };
	const rows = await deps.configurationStore.list(organisationId, {
		limit: rowsToRead(few),
		below: page.after === undefined ? undefined : Number(page.after),
	});
	return pageOf(rows, few, (one) => String(one.version));
}

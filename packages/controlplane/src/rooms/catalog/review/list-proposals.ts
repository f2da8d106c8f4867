import {
	type OrganisationId,
	type Page,
	type PageRequest,
	pageOf,
} from "@quarterdeck/contract";
import type { CatalogDeps } from "../catalog-deps.ts";
import { numberedPage } from "../numbered-page.ts";
import { redactConfiguration } from "../secrets/redact-configuration.ts";
import { type Proposal, type StoredProposal, stateOf } from "./proposal.ts";

type Readers = Pick<
	CatalogDeps,
	"clock" | "configurationStore" | "proposalStore"
>;

/** Proposals of one page: each is shown with its text. */
const maxProposals = 50;

/** Changes that waited or wait, newest first. @throws AppError INPUT_INVALID when the cursor is not one of ours. */
export async function listProposals(
	deps: Readers,
	organisationId: OrganisationId,
	page: PageRequest,
): Promise<Page<Proposal>> {
	const { few, query } = numberedPage(page, maxProposals);
	const rows = await deps.proposalStore.list(organisationId, query);
	const current = await deps.configurationStore.currentVersion(organisationId);
	const shown = rows.map((row) => showProposal(deps, row, current));
	return pageOf(shown, few, ({ number }) => String(number));
}

/** A proposal as it stands now, its secrets replaced. */
export function showProposal(
	{ clock }: Pick<CatalogDeps, "clock">,
	stored: StoredProposal,
	current: number,
): Proposal {
	return {
		...stored,
		yaml: redactConfiguration(stored.yaml),
		state: stateOf(stored, current, clock.now()),
	};
}

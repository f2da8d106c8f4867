import { AppError, type OrganisationId } from "@quarterdeck/contract";
import type { Clock, Log, NewId, Outbox } from "@quarterdeck/runtime";
import type { Bus } from "@quarterdeck/wire";
import {
	type ChangeSignals,
	createSignals,
	type Database,
} from "../../plumbing/postgres/index.ts";
import type { Audit } from "../audit/index.ts";
import type { Fleet } from "../fleet/index.ts";
import type { Permissions } from "../permissions/index.ts";
import { appliedConfigurations } from "./applied-configurations.ts";
import { applyConfiguration } from "./apply-configuration.ts";
import type { Catalog } from "./catalog.ts";
import type { CatalogDeps } from "./catalog-deps.ts";
import { checkConfiguration } from "./check-configuration.ts";
import type { ConfigurationVersion } from "./configuration.ts";
import { createWireConfigurationFeed } from "./configuration-feed.wire.ts";
import { createPgConfigurationStore } from "./configuration-store.pg.ts";
import { editConfiguration } from "./edit-configuration.ts";
import { createConfigurationFeeder } from "./feed-configurations.job.ts";
import { listHistory } from "./list-history.ts";
import { createCurrentReader, versionZero } from "./read-current.ts";
import { decideProposal } from "./review/decide-proposal.ts";
import { listProposals, showProposal } from "./review/list-proposals.ts";
import { createPgProposalStore } from "./review/proposal-store.pg.ts";
import { rollBackConfiguration } from "./roll-back-configuration.ts";
import { createShownTexts } from "./secrets/shown-texts.ts";

/** The room over any store and any feed. */
export function assembleCatalog(deps: CatalogDeps): Catalog {
	const reader = createCurrentReader(deps);
	const feeder = createConfigurationFeeder(deps, reader);
	async function configurationVersion(
		organisationId: OrganisationId,
		version?: number,
	): Promise<ConfigurationVersion> {
		const current =
			await deps.configurationStore.currentVersion(organisationId);
		const wanted = version ?? current;
		if (wanted === 0) return versionZero;
		const stored =
			Number.isSafeInteger(wanted) && wanted > 0 && wanted <= current
				? await deps.configurationStore.find(organisationId, wanted)
				: undefined;
		if (stored) return stored;
		throw new AppError("CONFIGURATION_NOT_FOUND", {
			version: wanted,
			hint: `The latest version is ${current}.`,
		});
	}
	return {
		checkConfiguration: (organisationId, given) =>
			checkConfiguration(deps, organisationId, given),
		applyConfiguration: (caller, given) =>
			applyConfiguration(deps, caller, given),
		rollBackConfiguration: (caller, given) =>
			rollBackConfiguration(deps, caller, given),
		editConfiguration: (caller, edit, note) =>
			editConfiguration(deps, caller, edit, note),
		async decideProposal(caller, number, wanted) {
			const decided = await decideProposal(deps, caller, number, wanted);
			return showProposal(deps, decided, decided.base);
		},
		proposals: (organisationId, page) =>
			listProposals(deps, organisationId, page),
		currentConfiguration: reader.current,
		configurationVersion,
		async showConfiguration(organisationId, version) {
			const found = await configurationVersion(organisationId, version);
			return { ...found, yaml: deps.shownTexts.of(organisationId, found) };
		},
		history: (organisationId, page) => listHistory(deps, organisationId, page),
		agentConfiguration: reader.agentConfiguration,
		push: feeder.push,
		follow: (organisationId, listener) =>
			deps.appliedConfigurations.follow((changed) => {
				if (changed === undefined || changed === organisationId) listener();
			}),
		start: feeder.start,
		stop: feeder.stop,
	};
}

/** The room over PostgreSQL and the bus. */
export function createCatalog(deps: {
	readonly database: Database;
	readonly signals: ChangeSignals;
	readonly bus: Pick<Bus, "order">;
	readonly findSecret: CatalogDeps["findSecret"];
	readonly fleet: Fleet;
	readonly accounts: CatalogDeps["accounts"];
	readonly permissions: Permissions;
	readonly audit: Audit;
	readonly outbox: Outbox;
	readonly clock: Clock;
	readonly newId: NewId;
	readonly log: Log;
}): Catalog {
	return assembleCatalog({
		...deps,
		configurationStore: createPgConfigurationStore(deps.database),
		proposalStore: createPgProposalStore(deps.database),
		shownTexts: createShownTexts(),
		appliedConfigurations: createSignals(deps.signals, appliedConfigurations),
		feed: createWireConfigurationFeed(deps),
		transact: deps.database.transact,
	});
}

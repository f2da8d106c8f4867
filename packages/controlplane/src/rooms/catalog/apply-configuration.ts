import { createHash } from "node:crypto";
import { AppError, type OrganisationId } from "@quarterdeck/contract";
import type { Configuration } from "@quarterdeck/contract/configuration";
import type { Transaction } from "@quarterdeck/runtime";
import { type Caller, checkMay } from "../permissions/index.ts";
import type { AppliedConfiguration, Catalog } from "./catalog.ts";
import type { CatalogDeps } from "./catalog-deps.ts";
import type { StoredConfiguration } from "./configuration-store.ts";
import { showProposal } from "./review/list-proposals.ts";
import { proposeChange, widensUnderReview } from "./review/propose-change.ts";
import type { BaseText } from "./secrets/restore-secrets.ts";
import { validateConfiguration } from "./validate/validate-configuration.ts";

/**
 * Checks a configuration and, when there is no error in it, makes it the newest version in one transaction with its audit record
 * and the fact that brings it to agents.
 * Replaced secrets keep what the base has at their place. The text that is current already makes no new version.
 * @throws AppError NOT_ALLOWED, CONFIGURATION_OUTDATED when `base` is no longer the current version.
 */
export async function applyConfiguration(
	deps: CatalogDeps,
	caller: Caller,
	given: Parameters<Catalog["applyConfiguration"]>[1],
): Promise<AppliedConfiguration> {
	await checkMay(deps, caller, "configuration.apply");
	const { organisationId } = caller;
	await requireCurrent(deps, organisationId, given.base);
	const { configuration, problems, text } = validateConfiguration(
		given.text,
		given.file,
		{
			base: await findBase(deps, organisationId, given.base),
			agents: deps.fleet.connectedAgents(organisationId),
			secrets: {
				organisationId,
				find: (reference) => deps.findSecret(organisationId, reference),
			},
		},
	);
	if (!configuration) {
		await recordRefusal(deps, caller, problems.length);
		return { applied: undefined, waiting: undefined, problems };
	}
	const stored = await storeConfiguration(deps, caller, {
		yaml: text,
		configuration,
		base: given.base,
		note: given.note,
	});
	return { ...stored, problems };
}

/** What is about to become the newest version: checked already. */
export interface CheckedConfiguration {
	readonly yaml: string;
	readonly configuration: Configuration;
	readonly base: number | undefined;
	readonly note: string | undefined;
	/** The old version whose text this is. */
	readonly rolledBackTo?: number;
}

/**
 * The version this text has from now on: a new one, or the current one when that holds the same text. While the current version asks
 * for review, a text that widens rights waits for a second member instead.
 * @throws as above; AppError PROPOSAL_LIMIT.
 */
export function storeConfiguration(
	deps: CatalogDeps,
	caller: Caller,
	checked: CheckedConfiguration,
): Promise<Omit<AppliedConfiguration, "problems">> {
	const { base, yaml } = checked;
	return deps.transact(async (tx) => {
		const { organisationId } = caller;
		await deps.configurationStore.lock(tx, organisationId);
		const current = await requireCurrent(deps, organisationId, base, tx);
		const before = await deps.configurationStore.find(
			organisationId,
			current,
			tx,
		);
		if (before?.yaml === yaml) return { applied: before, waiting: undefined };
		const { rolledBackTo } = checked;
		const note = checked.note?.trim().slice(0, 1000) || undefined;
		const widens = widensUnderReview(before?.yaml, checked);
		if (widens.length > 0) {
			const change = { base: current, yaml, note, rolledBackTo, widens };
			const waiting = await proposeChange(deps, tx, caller, change);
			const shown = showProposal(deps, waiting, current);
			return { applied: undefined, waiting: shown };
		}
		const version = current + 1;
		const made = { version, yaml, note, rolledBackTo };
		const applied = await insertVersion(deps, tx, caller, made);
		return { applied, waiting: undefined };
	});
}

/** The text of a base, for its secrets; the empty version has none. Undefined for a version that is not there. */
export async function findBase(
	deps: Pick<CatalogDeps, "configurationStore" | "shownTexts">,
	organisationId: OrganisationId,
	version: number | undefined,
): Promise<BaseText | undefined> {
	if (version === undefined || !isVersion(version)) return undefined;
	const found = await deps.configurationStore.find(organisationId, version);
	if (!found) return undefined;
	return {
		...found,
		shown: () => deps.shownTexts.of(organisationId, found),
	};
}

/** Whether the number can be that of a stored version. */
export function isVersion(version: number): boolean {
	return Number.isInteger(version) && version > 0 && version < 2 ** 31;
}

async function requireCurrent(
	deps: Pick<CatalogDeps, "configurationStore">,
	organisationId: OrganisationId,
	base: number | undefined,
	tx?: Transaction,
): Promise<number> {
	const current = await deps.configurationStore.currentVersion(
		organisationId,
		tx,
	);
	if (base !== undefined && base !== current)
		throw new AppError("CONFIGURATION_OUTDATED", { base, current });
	return current;
}

/** Makes it the newest version, by whoever calls; an approved proposal stays its author's. The lock must be held. */
export async function insertVersion(
	deps: CatalogDeps,
	tx: Transaction,
	caller: Caller,
	made: {
		readonly version: number;
		readonly yaml: string;
		readonly note: string | undefined;
		readonly rolledBackTo?: number | undefined;
		readonly proposed?: {
			readonly number: number;
			readonly authorId: string;
			readonly author: string;
		};
	},
): Promise<StoredConfiguration> {
	const { organisationId, actor } = caller;
	const { version, yaml, note, rolledBackTo, proposed } = made;
	const stored: StoredConfiguration = {
		version,
		yaml,
		note,
		organisationId,
		authorId: proposed?.authorId ?? actor.personId,
		author: proposed?.author ?? actor.email,
		createdAt: deps.clock.now(),
	};
	await deps.configurationStore.insert(tx, stored);
	deps.outbox.put(tx, {
		kind: "configuration.applied.v1",
		organisationId,
		version,
	});
	await deps.appliedConfigurations.announce(tx, organisationId);
	await deps.audit.recordEvent(tx, {
		organisationId,
		code: "configuration.applied",
		who: { kind: "person", personId: actor.personId, email: actor.email },
		outcome: "succeeded",
		subjectId: `configuration ${version}`,
		digest: createHash("sha256").update(yaml).digest("hex"),
		facts: {
			version,
			...(note === undefined ? {} : { note }),
			...(rolledBackTo === undefined ? {} : { rolledBackTo }),
			...(proposed
				? { proposal: proposed.number, proposedBy: proposed.author }
				: {}),
		},
	});
	return stored;
}

/** Notes that something was handed in and not applied. */
export async function recordRefusal(
	deps: CatalogDeps,
	caller: Caller,
	problems: number,
): Promise<void> {
	const { organisationId, actor } = caller;
	await deps.transact((tx) =>
		deps.audit.recordEvent(tx, {
			organisationId,
			code: "configuration.refused",
			who: { kind: "person", personId: actor.personId, email: actor.email },
			outcome: "denied",
			facts: { problems },
		}),
	);
}

import { createHash } from "node:crypto";
import { AppError, type OrganisationId } from "@quarterdeck/contract";
import type { Transaction } from "@quarterdeck/runtime";
import { type Caller, checkMay } from "../permissions/index.ts";
import type { AppliedConfiguration, Catalog } from "./catalog.ts";
import type { CatalogDeps } from "./catalog-deps.ts";
import type { StoredConfiguration } from "./configuration-store.ts";
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
		},
	);
	if (!configuration) {
		await recordRefusal(deps, caller, problems.length);
		return { applied: undefined, problems };
	}
	const applied = await storeConfiguration(deps, caller, {
		yaml: text,
		base: given.base,
		note: given.note,
	});
	return { applied, problems };
}

/** What is about to become the newest version: checked already. */
export interface CheckedConfiguration {
	readonly yaml: string;
	readonly base: number | undefined;
	readonly note: string | undefined;
	/** The old version whose text this is. */
	readonly rolledBackTo?: number;
}

/** The version this text has from now on: a new one, or the current one when that holds the same text. @throws as above. */
export function storeConfiguration(
	deps: CatalogDeps,
	caller: Caller,
	checked: CheckedConfiguration,
): Promise<StoredConfiguration> {
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
		if (before?.yaml === yaml) return before;
		return insertVersion(deps, tx, caller, {
			...checked,
			version: current + 1,
			note: checked.note?.trim().slice(0, 1000) || undefined,
		});
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

async function insertVersion(
	deps: CatalogDeps,
	tx: Transaction,
	caller: Caller,
	made: Omit<CheckedConfiguration, "base"> & { readonly version: number },
): Promise<StoredConfiguration> {
	const { organisationId, actor } = caller;
	const { version, yaml, note, rolledBackTo } = made;
	const stored: StoredConfiguration = {
		version,
		yaml,
		note,
		organisationId,
		authorId: actor.personId,
		author: actor.email,
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

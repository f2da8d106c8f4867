import { createHash } from "node:crypto";
import { AppError } from "@quarterdeck/contract";
import type { Transaction } from "@quarterdeck/runtime";
import { type Asker, checkMay } from "../permissions/index.ts";
import type { AppliedConfiguration, Catalog } from "./catalog.ts";
import type { CatalogDeps } from "./catalog-deps.ts";
import type { StoredConfiguration } from "./configuration-store.ts";
import { validateConfiguration } from "./validate-configuration.ts";

/**
 * Checks a configuration and, when there is no error in it, makes it the newest version in one transaction with its audit record.
 * The text that is current already makes no new version.
 * @throws AppError NOT_ALLOWED, CONFIGURATION_OUTDATED when `base` is no longer the current version.
 */
export async function applyConfiguration(
	deps: CatalogDeps,
	asker: Asker,
	given: Parameters<Catalog["applyConfiguration"]>[1],
): Promise<AppliedConfiguration> {
	checkMay(asker, "configuration.apply");
	const { configuration, problems } = validateConfiguration(
		given.text,
		given.file,
	);
	if (!configuration) {
		await recordRefusal(deps, asker, problems.length);
		return { applied: undefined, problems };
	}
	const yaml = textOf(given.text);
	const applied = await deps.transact(async (tx) => {
		const current = await lockCurrent(deps, tx, asker, given.base);
		const before = await deps.configurationStore.find(
			asker.organisationId,
			current,
			tx,
		);
		if (before?.yaml === yaml) return before;
		return insertVersion(deps, tx, asker, {
			version: current + 1,
			yaml,
			note: given.note?.trim().slice(0, 1000) || undefined,
		});
	});
	return { applied, problems };
}

async function lockCurrent(
	deps: CatalogDeps,
	tx: Transaction,
	asker: Asker,
	base: number | undefined,
): Promise<number> {
	const { organisationId } = asker;
	await deps.configurationStore.lock(tx, organisationId);
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
	asker: Asker,
	made: Pick<StoredConfiguration, "version" | "yaml" | "note">,
): Promise<StoredConfiguration> {
	const { organisationId, actor } = asker;
	const stored: StoredConfiguration = {
		...made,
		organisationId,
		authorId: actor.personId,
		author: actor.email,
		createdAt: deps.clock.now(),
	};
	await deps.configurationStore.insert(tx, stored);
	await deps.audit.recordEvent(tx, {
		organisationId,
		code: "configuration.applied",
		who: { kind: "person", personId: actor.personId, email: actor.email },
		outcome: "succeeded",
		subjectId: `configuration ${made.version}`,
		digest: createHash("sha256").update(made.yaml).digest("hex"),
		facts: {
			version: made.version,
			...(made.note === undefined ? {} : { note: made.note }),
		},
	});
	return stored;
}

async function recordRefusal(
	deps: CatalogDeps,
	asker: Asker,
	problems: number,
): Promise<void> {
	const { organisationId, actor } = asker;
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

function textOf(text: string | Uint8Array): string {
	const decoded =
		typeof text === "string" ? text : new TextDecoder().decode(text);
	return decoded.replace(/^\uFEFF/, "");
}

import { AppError } from "@quarterdeck/contract";
import { type Caller, checkMay } from "../permissions/index.ts";
import {
	isVersion,
	recordRefusal,
	storeConfiguration,
} from "./apply-configuration.ts";
import type { AppliedConfiguration, Catalog } from "./catalog.ts";
import type { CatalogDeps } from "./catalog-deps.ts";
import { validateConfiguration } from "./validate/validate-configuration.ts";

/**
 * Makes the text of an old version, its secrets included, the newest version. It is checked by the rules of today first.
 * @throws AppError NOT_ALLOWED, CONFIGURATION_NOT_FOUND, CONFIGURATION_OUTDATED when `base` is no longer the current version.
 */
export async function rollBackConfiguration(
	deps: CatalogDeps,
	caller: Caller,
	given: Parameters<Catalog["rollBackConfiguration"]>[1],
): Promise<AppliedConfiguration> {
	await checkMay(deps, caller, "configuration.apply");
	const { version, base, note } = given;
	const yaml = await oldText(deps, caller, version);
	const { configuration, problems } = validateConfiguration(
		yaml,
		`version ${version}`,
		{ agents: deps.fleet.connectedAgents(caller.organisationId) },
	);
	if (!configuration) {
		await recordRefusal(deps, caller, problems.length);
		return { applied: undefined, waiting: undefined, problems };
	}
	const stored = await storeConfiguration(deps, caller, {
		yaml,
		configuration,
		base,
		note: note?.trim() || `roll back to version ${version}`,
		rolledBackTo: version,
	});
	return { ...stored, problems };
}

/** Version 0 is nobody's text: a file must say `communications`, and nothing is not a file. */
async function oldText(
	{ configurationStore }: CatalogDeps,
	{ organisationId }: Caller,
	version: number,
): Promise<string> {
	const stored = isVersion(version)
		? await configurationStore.find(organisationId, version)
		: undefined;
	if (stored) return stored.yaml;
	throw new AppError("CONFIGURATION_NOT_FOUND", {
		version,
		hint: `The latest version is ${await configurationStore.currentVersion(organisationId)}.`,
	});
}

import { join } from "node:path";
import type { OrganisationId } from "@quarterdeck/contract";
import {
	type Environment,
	type FoundSecret,
	type LocalSecretReference,
	readLocalSecret,
} from "@quarterdeck/runtime";

/** The secret that a configuration of an organisation refers to, read now, or why there is none. */
export type FindOrganisationSecret = (
	organisationId: OrganisationId,
	reference: LocalSecretReference,
) => FoundSecret;

/** Resolves nothing: for a house whose operator named nothing. */
export const noOrganisationSecrets: FindOrganisationSecret =
	createOrganisationSecrets({
		limits: { env: [] },
		environment: {},
	});

/**
 * Secrets of platforms, by what this process' operator allows each organisation: an organisation must not read what another one's
 * tokens stand in, so a variable is allowed to one by name, and the files of each stand in a folder of its own.
 */
export function createOrganisationSecrets(deps: {
	readonly limits: {
		/** `ORGANISATION:NAME`; `*` at the end stands for any characters. */
		readonly env: readonly string[];
		/** Holds a folder for each organisation, named by its id. */
		readonly folder?: string | undefined;
	};
	readonly environment: Environment;
}): FindOrganisationSecret {
	const { environment, limits } = deps;
	return (organisationId, reference) => {
		const mine = `${organisationId}:`;
		const env = limits.env
			.filter((one) => one.startsWith(mine))
			.map((one) => one.slice(mine.length));
		const folder = limits.folder && join(limits.folder, organisationId);
		return readLocalSecret(reference, { env, folder }, environment);
	};
}

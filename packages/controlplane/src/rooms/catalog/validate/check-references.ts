import {
	formatSecretReference,
	readSecretReference,
	type SecretReference,
} from "@quarterdeck/contract";
import {
	type ConfigurationDocument,
	type ConfigurationProblem,
	referencesIn,
	valueAt,
} from "@quarterdeck/contract/configuration";
import type { FoundSecret } from "@quarterdeck/runtime";
import type { FindOrganisationSecret } from "../secrets/organisation-secrets.ts";

/** The secret of a reference, for the organisation whose configuration it is. */
export type FindSecret = (
	reference: Parameters<FindOrganisationSecret>[1],
) => FoundSecret;

/**
 * References of enabled platforms that this control plane does not resolve: not allowed is an error, as nothing would come of it; not
 * there is a warning, as it may still come. What plugins refer to is their agents' to resolve.
 */
export function checkReferences(
	document: ConfigurationDocument,
	organisationId: string,
	find: FindSecret,
): ConfigurationProblem[] {
	const communications = valueAt(document.data, ["communications"]);
	return referencesIn(communications, ["communications"]).flatMap(
		({ path, value }) => {
			const reference = readSecretReference(value);
			const isOn = valueAt(document.data, [...path.slice(0, 3), "enabled"]);
			// What cannot be read is told by the rules of the file.
			if ("problem" in reference || reference.kind === "kubernetes") return [];
			if (String(isOn) !== "true") return [];
			const found = find(reference);
			if ("text" in found) return [];
			const shown = formatSecretReference(reference);
			return "refused" in found
				? [
						document.problem(
							path,
							`the control plane may not use ${shown}: ${found.refused}. ${howToAllow(reference, organisationId)}`,
						),
					]
				: [
						document.problem(
							path,
							`the control plane cannot read ${shown}: ${found.unreadable}`,
							{ severity: "warning" },
						),
					];
		},
	);
}

function howToAllow(
	reference: SecretReference,
	organisationId: string,
): string {
	return reference.kind === "env"
		? `To allow it, its operator sets QD_SECRETS_ENV=${organisationId}:${reference.name}`
		: `To allow it, its operator sets QD_SECRETS_FOLDER and puts the file into ${organisationId} there`;
}

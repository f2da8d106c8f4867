import type {
	ConfigurationDocument,
	ConfigurationProblem,
} from "@quarterdeck/contract/configuration";
import { findSecrets } from "../secrets/find-secrets.ts";

/** Far above what people write; each is looked for in the whole text when it is shown. */
const maxSecrets = 1000;

/** A file with more secrets than are kept from being shown, or that cannot be looked through for them, is a problem. */
export function checkSecrets(
	document: ConfigurationDocument,
): ConfigurationProblem[] {
	if (!document.parsed) return [];
	const found = findSecrets(document.parsed);
	if (!found)
		return [
			document.problem(
				[],
				"it holds too much to be looked through for secrets: write fewer values or anchors",
			),
		];
	return found.texts.size > maxSecrets
		? [
				document.problem(
					[],
					`the file holds ${found.texts.size} different secrets; at most ${maxSecrets} are taken`,
				),
			]
		: [];
}

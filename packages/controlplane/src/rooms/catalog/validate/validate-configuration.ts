import { createWordReplacer, redactedText } from "@quarterdeck/contract";
import {
	type Configuration,
	type ConfigurationProblem,
	checkDocument,
	readDocument,
} from "@quarterdeck/contract/configuration";
import { type BaseText, restoreSecrets } from "../secrets/restore-secrets.ts";
import { type ConsentingAgent, checkConsent } from "./check-consent.ts";
import { checkReferences, type FindSecret } from "./check-references.ts";
import { checkSecrets } from "./check-secrets.ts";

export interface ValidatedConfiguration {
	/** Undefined when there is an error; warnings leave it. */
	readonly configuration: Configuration | undefined;
	/** Every problem, in the order of the file. */
	readonly problems: readonly ConfigurationProblem[];
	/** What is to be stored: the text with the secrets put back that the base has. Never to be shown. */
	readonly text: string;
}

/** What a file is checked against besides itself. */
export interface ValidationContext {
	readonly base?: BaseText | undefined;
	readonly agents?: readonly ConsentingAgent[] | undefined;
	/** What resolves references of platforms, for whom. */
	readonly secrets?: {
		readonly organisationId: string;
		readonly find: FindSecret;
	};
}

/**
 * Checks a configuration file by its rules, and against what is known here.
 * Marks of replaced secrets stand for what `base` has at their place (see `restoreSecrets`); agents that would refuse commands under it
 * are told as a warning.
 * Never throws for what is in the file.
 */
export function validateConfiguration(
	given: string | Uint8Array,
	file = "configuration.yaml",
	{ base, agents = [], secrets }: ValidationContext = {},
): ValidatedConfiguration {
	const read = readDocument(given, file);
	if (!read.document)
		return { configuration: undefined, problems: read.problems, text: "" };
	const restored = restoreSecrets(read.document, file, base);
	const { document = read.document, problems: unreadable } =
		restored.secrets.length === 0 ? read : readDocument(restored.text, file);
	const { configuration, problems } = checkDocument(document, [
		...unreadable,
		...restored.problems,
		...checkSecrets(document),
		...(secrets
			? checkReferences(document, secrets.organisationId, secrets.find)
			: []),
	]);
	const refused = configuration
		? checkConsent(document, configuration, agents)
		: [];
	// Whoever wrote the mark may never have seen the secret: a problem that quotes it would show it.
	const hide = createWordReplacer(restored.secrets, redactedText);
	return {
		configuration,
		problems: [...problems, ...refused].map((one) => ({
			...one,
			message: hide(one.message),
			suggestion: one.suggestion && hide(one.suggestion),
		})),
		text: restored.text,
	};
}

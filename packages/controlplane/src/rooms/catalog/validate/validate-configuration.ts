import type { Configuration, ConfigurationProblem } from "../configuration.ts";
import { redactedText } from "../secrets/redacted-text.ts";
import { createWordReplacer } from "../secrets/replace-words.ts";
import { type BaseText, restoreSecrets } from "../secrets/restore-secrets.ts";
import { checkAgents } from "./check-agents.ts";
import { checkAliases } from "./check-aliases.ts";
import { checkBindings } from "./check-bindings.ts";
import { checkCommunications } from "./check-communications.ts";
import { type ConsentingAgent, checkConsent } from "./check-consent.ts";
import { checkPlugins } from "./check-plugins.ts";
import { checkRbac } from "./check-rbac.ts";
import { checkSchema } from "./check-schema.ts";
import { checkSecrets } from "./check-secrets.ts";
import { type ConfigurationDocument, readDocument } from "./document.ts";
import { readRawConfiguration } from "./raw-configuration.ts";
import { toConfiguration } from "./to-configuration.ts";

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
}

/** Most problems told at once; who has more begins with these. */
const maxProblems = 500;

/**
 * Checks a configuration file whole: that it is YAML, that every key is known and of its type, and that the parts fit together.
 * Marks of replaced secrets stand for what `base` has at their place (see `restoreSecrets`); agents that would refuse commands under it
 * are told as a warning.
 * Never throws for what is in the file.
 */
export function validateConfiguration(
	given: string | Uint8Array,
	file = "configuration.yaml",
	{ base, agents = [] }: ValidationContext = {},
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

function checkDocument(
	document: ConfigurationDocument,
	known: readonly ConfigurationProblem[],
): Pick<ValidatedConfiguration, "configuration" | "problems"> {
	const schema = checkSchema(document);
	const view = readRawConfiguration(document.data);
	const problems = [
		...known,
		...schema.problems,
		...checkPlugins(document, view),
		...checkRbac(document, view),
		...checkBindings(document, view),
		...checkAliases(document, view),
		...checkCommunications(document, view),
		...checkSecrets(document),
	].sort((a, b) => a.line - b.line || a.column - b.column);
	const broken = problems.some((problem) => problem.severity === "error");
	const configuration =
		broken || !schema.file ? undefined : toConfiguration(schema.file);
	const unfit = configuration ? checkAgents(document, configuration) : [];
	return {
		configuration: unfit.length === 0 ? configuration : undefined,
		problems: [...problems, ...unfit].slice(0, maxProblems),
	};
}

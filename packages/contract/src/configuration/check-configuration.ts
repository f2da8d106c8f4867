import { checkAgents } from "./check-agents.ts";
import { checkAliases } from "./check-aliases.ts";
import { checkBindings } from "./check-bindings.ts";
import { checkBounds } from "./check-bounds.ts";
import { checkCommunications } from "./check-communications.ts";
import { checkKubernetesSources } from "./check-kubernetes-sources.ts";
import { checkPatterns } from "./check-patterns.ts";
import { checkPlugins } from "./check-plugins.ts";
import { checkRbac } from "./check-rbac.ts";
import { checkSchema } from "./check-schema.ts";
import { checkSecretReferences } from "./check-secret-references.ts";
import { configurationSchema } from "./configuration.schema.ts";
import type { Configuration, ConfigurationProblem } from "./configuration.ts";
import { type ConfigurationDocument, readDocument } from "./document.ts";
import { explainOrigin } from "./explain-origin.ts";
import { findOldKeys } from "./old-keys.ts";
import { readRawConfiguration } from "./raw-configuration.ts";
import { toConfiguration } from "./to-configuration.ts";

export interface CheckedConfiguration {
	/** Undefined when there is an error; warnings leave it. */
	readonly configuration: Configuration | undefined;
	/** Every problem, in the order of the file. */
	readonly problems: readonly ConfigurationProblem[];
}

/** Most problems told at once; who has more begins with these. */
const maxProblems = 500;

/** The configuration of an organisation that never applied one. */
export const emptyConfiguration: Configuration = toConfiguration(
	configurationSchema.parse({}),
);

/**
 * Checks a configuration file whole, by itself: that it is YAML, that every key is known and of its type, and that the parts fit
 * together. Never throws for what is in the file.
 */
export function checkConfiguration(
	given: string | Uint8Array,
	file = "configuration.yaml",
): CheckedConfiguration {
	const { document, problems } = readDocument(given, file);
	return document
		? checkDocument(document, problems)
		: { configuration: undefined, problems };
}

/** The same for a file that was read already; `known` are problems that were found in it before. */
export function checkDocument(
	document: ConfigurationDocument,
	known: readonly ConfigurationProblem[],
): CheckedConfiguration {
	const whole = explainOrigin(document) ?? findOldKeys(document);
	if (whole) return { configuration: undefined, problems: [...known, whole] };
	const schema = checkSchema(document);
	const view = readRawConfiguration(document.data);
	const problems = [
		...known,
		...schema.problems,
		...checkPlugins(document, view),
		...checkKubernetesSources(document, view),
		...checkRbac(document, view),
		...checkBindings(document, view),
		...checkAliases(document, view),
		...checkCommunications(document, view),
		...checkPatterns(document, view),
		...checkSecretReferences(document),
	].sort((a, b) => a.line - b.line || a.column - b.column);
	const broken = problems.some((problem) => problem.severity === "error");
	const configuration =
		broken || !schema.file ? undefined : toConfiguration(schema.file);
	const unfit = configuration ? checkAgents(document, configuration) : [];
	const unlike = configuration ? checkBounds(document, configuration) : [];
	return {
		configuration: unfit.length === 0 ? configuration : undefined,
		problems: [...problems, ...unfit, ...unlike].slice(0, maxProblems),
	};
}

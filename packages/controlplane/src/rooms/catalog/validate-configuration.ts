import { checkAgents } from "./check-agents.ts";
import { checkAliases } from "./check-aliases.ts";
import { checkBindings } from "./check-bindings.ts";
import { checkCommunications } from "./check-communications.ts";
import { checkPlugins } from "./check-plugins.ts";
import { checkRbac } from "./check-rbac.ts";
import { checkRedacted } from "./check-redacted.ts";
import { checkSchema } from "./check-schema.ts";
import type { Configuration, ConfigurationProblem } from "./configuration.ts";
import { readDocument } from "./document.ts";
import { readView } from "./raw-view.ts";
import { toConfiguration } from "./to-configuration.ts";

export interface ValidatedConfiguration {
	/** Undefined when there is an error; warnings leave it. */
	readonly configuration: Configuration | undefined;
	/** Every problem, in the order of the file. */
	readonly problems: readonly ConfigurationProblem[];
}

/** Most problems told at once; who has more begins with these. */
const maxProblems = 500;

/**
 * Checks a configuration file whole: that it is YAML, that every key is known and of its type, and that the parts fit together.
 * Never throws for what is in the file.
 */
export function validateConfiguration(
	given: string | Uint8Array,
	file = "configuration.yaml",
): ValidatedConfiguration {
	const { document, problems: unreadable } = readDocument(given, file);
	if (!document) return { configuration: undefined, problems: unreadable };
	const schema = checkSchema(document);
	const view = readView(document.data);
	const problems = [
		...unreadable,
		...schema.problems,
		...checkPlugins(document, view),
		...checkRbac(document, view),
		...checkBindings(document, view),
		...checkAliases(document, view),
		...checkCommunications(document, view),
		...checkRedacted(document),
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

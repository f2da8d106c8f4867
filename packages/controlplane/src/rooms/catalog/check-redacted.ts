import type { ConfigurationProblem } from "./configuration.ts";
import type { ConfigurationDocument, Path } from "./document.ts";
import { redactedText } from "./redacted.ts";

/** A shown configuration has its secrets replaced: applied as it is, the replacement would become the secret. */
export function checkRedacted(
	document: ConfigurationDocument,
): ConfigurationProblem[] {
	const problems: ConfigurationProblem[] = [];
	function look(value: unknown, path: Path): void {
		if (value === redactedText)
			problems.push(
				document.problem(
					path,
					"a secret was replaced when this was shown: put it back",
					{ at: "value" },
				),
			);
		else if (typeof value === "object" && value !== null)
			for (const [key, member] of Object.entries(value))
				look(member, [...path, Array.isArray(value) ? Number(key) : key]);
	}
	look(document.data, []);
	return problems;
}

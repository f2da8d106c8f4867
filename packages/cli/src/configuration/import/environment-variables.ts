import type { ConfigurationProblem } from "@quarterdeck/contract/configuration";

/** A variable that overrides a key of a Botkube configuration. */
export interface Override {
	readonly name: string;
	readonly value: string;
	readonly file: string;
	/** From 1; undefined for the environment of this process. */
	readonly line: number | undefined;
}

/** What Botkube's own variables begin with. */
export const overridePrefix = "BOTKUBE_";
/** Far more than a pod has. */
const maxLines = 10_000;

/**
 * The variables of a file with a `NAME=VALUE` in each line, as `docker --env-file` and shells read it: empty lines and `#` are left
 * out, `export` and one pair of quotes around a value are taken away.
 */
export function readEnvFile(
	text: string,
	file: string,
): {
	readonly overrides: readonly Override[];
	readonly problems: readonly ConfigurationProblem[];
} {
	const overrides: Override[] = [];
	const problems: ConfigurationProblem[] = [];
	const lines = text.split(/\r?\n/);
	if (lines.length > maxLines)
		return {
			overrides,
			problems: [
				problemAt(file, 1, `the file has more than ${maxLines} lines`),
			],
		};
	for (const [i, line] of lines.entries()) {
		if (/^\s*(#|$)/.test(line)) continue;
		const [, name, value] =
			/^\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_./-]*)=(.*)$/.exec(line) ?? [];
		if (name === undefined || value === undefined)
			problems.push(problemAt(file, i + 1, "expected NAME=VALUE"));
		else
			overrides.push({ name, value: withoutQuotes(value), file, line: i + 1 });
	}
	return { overrides, problems };
}

/** The overrides among the variables of this process. */
export function overridesIn(
	environment: Readonly<Record<string, string>>,
): Override[] {
	return Object.entries(environment)
		.filter(([name]) => name.startsWith(overridePrefix))
		.map(([name, value]) => ({
			name,
			value,
			file: "environment",
			line: undefined,
		}));
}

function withoutQuotes(value: string): string {
	const trimmed = value.trim();
	return /^(["']).*\1$/s.test(trimmed) && trimmed.length > 1
		? trimmed.slice(1, -1)
		: trimmed;
}

function problemAt(
	file: string,
	line: number,
	message: string,
): ConfigurationProblem {
	return {
		severity: "error",
		file,
		line,
		column: 1,
		path: "",
		message,
		suggestion: undefined,
	};
}

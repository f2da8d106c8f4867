import type { Terminal } from "../terminal.ts";

/** Something to mend in a configuration file, as the control plane tells it. */
export interface ConfigurationProblem {
	readonly severity: string;
	readonly file: string | null;
	readonly line: number | null;
	readonly column: number | null;
	readonly path: string;
	readonly message: string;
	/** The nearest known key or name. */
	readonly suggestion?: string | null | undefined;
}

/** Tells every problem on a line of its own, as compilers do, so that editors find the place. @returns how many keep the file from being applied. */
export function printProblems(
	problems: readonly ConfigurationProblem[],
	terminal: Pick<Terminal, "say">,
): number {
	for (const problem of problems)
		terminal.say(`${describe(problem).replaceAll("\n", " ")}\n`);
	const errors = problems.filter(({ severity }) => severity !== "warning");
	const warnings = problems.length - errors.length;
	const counts = [
		...(errors.length > 0 ? [counted(errors.length, "problem")] : []),
		...(warnings > 0 ? [counted(warnings, "warning")] : []),
	];
	if (counts.length > 0) terminal.say(`${counts.join(", ")}.\n`);
	return errors.length;
}

function describe(problem: ConfigurationProblem): string {
	const { file, line, column, message, severity, suggestion } = problem;
	const place = [file, line, column]
		.filter((part) => part !== null && part !== "")
		.join(":");
	const nearest = suggestion ? ` (did you mean ${suggestion}?)` : "";
	const kind = severity === "warning" ? "warning: " : "";
	return `${place === "" ? "" : `${place}  `}${kind}${message}${nearest}`;
}

function counted(count: number, what: string): string {
	return `${count} ${what}${count === 1 ? "" : "s"}`;
}

import { parseArgs } from "node:util";

/** The steps of a full run, in their order. */
export const stepNames = [
	"types",
	"lint",
	"deadcode",
	"architecture",
	"build",
	"unit",
	"journeys",
] as const;
export type StepName = (typeof stepNames)[number];

export const usage = `Usage: qd test [FILTER...] [--only STEP[,STEP...]]

Installs what is missing and runs everything: ${stepNames.join(", ")}.
With FILTERs only test files whose path contains one of them are run.
A run of everything fails when a step takes longer than its time budget, and
runs one or two files that failed again: what passes then is named as unsteady.

  qd test                          everything, as continuous integration does
  qd test --only unit              all unit and contract tests
  qd test rooms/audit journeys/    some files
`;

export interface TestArguments {
	readonly steps: readonly StepName[];
	readonly filters: readonly string[];
	readonly help: boolean;
	/** Everything runs: then each step must keep to its time budget. */
	readonly whole: boolean;
}

/** Reads the command line. @throws Error with a sentence for the person who typed it. */
export function readTestArguments(argv: readonly string[]): TestArguments {
	const { values, positionals } = parseArgs({
		args: [...argv],
		allowPositionals: true,
		options: {
			only: { type: "string", multiple: true },
			help: { type: "boolean", short: "h", default: false },
		},
	});
	const only = (values.only ?? []).flatMap((list) => list.split(","));
	for (const name of only)
		if (!stepNames.some((step) => step === name))
			throw new Error(
				`There is no step ${name}. Known are ${stepNames.join(", ")}.`,
			);
	// A filter names files, and the checks of the whole tree have none.
	const possible = stepNames.filter(
		(step) =>
			positionals.length === 0 || !["types", "lint", "deadcode"].includes(step),
	);
	const steps = possible.filter(
		(step) => only.length === 0 || only.includes(step),
	);
	const whole = positionals.length === 0 && only.length === 0;
	return { steps, filters: positionals, help: values.help, whole };
}

import type { StepName } from "./test-arguments.ts";

/**
 * How long each step of a whole run may take on a slow machine with two cores, in seconds; about one and a half times of
 * what it takes on a quiet one. A run that needs more fails, here and in continuous integration. Raising one is a
 * decision: docs/architecture/testing.md says how the whole stays affordable.
 */
export const budgetSeconds: Readonly<Record<StepName, number>> = {
	types: 40,
	lint: 30,
	deadcode: 15,
	architecture: 20,
	build: 25,
	unit: 560,
	journeys: 800,
};

import type { StepName } from "./test-arguments.ts";

/**
 * How long each step of a whole run may take on a slow machine with two cores, in seconds; about one and a half times of
 * what it takes on a quiet one. A run that needs more fails, here and in continuous integration. Raising one is a
 * decision: docs/architecture/testing.md says how the whole stays affordable.
 */
export const budgetSeconds: Readonly<Record<StepName, number>> = {
	types: 60,
	lint: 45,
	deadcode: 30,
	architecture: 30,
	web: 45,
	unit: 480,
	journeys: 810,
};

import { globSync } from "node:fs";
import type { StepName } from "./test-arguments.ts";

const places: Partial<Record<StepName, readonly string[]>> = {
	architecture: ["tools/architecture/**/*.test.ts"],
	unit: [
		"packages/*/src/**/*.test.ts",
		"plugins/*/src/**/*.test.ts",
		"tools/!(architecture|node_modules)/**/*.test.ts",
		"tools/*.test.ts",
		"bench/**/*.test.ts",
	],
	journeys: ["journeys/**/*.test.ts"],
};

/** The test files of a step, as paths from the root, sorted; with filters those that contain one of them. */
export function findTestFiles(
	rootDir: string,
	step: StepName,
	filters: readonly string[],
): string[] {
	const found = globSync([...(places[step] ?? [])], { cwd: rootDir });
	return found
		.filter((file) => !file.includes("node_modules/"))
		.filter(
			(file) =>
				filters.length === 0 ||
				filters.some((filter) => file.includes(filter.replace(/^\.\//, ""))),
		)
		.sort();
}

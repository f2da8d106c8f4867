import type { TestResult } from "./run-test-file.ts";

/** More files than these are no coincidence. */
const mostRunAgain = 2;

/**
 * Runs files that failed in a whole run once more, alone, when they are few. What passes then is *unsteady*: it counts as passed, and the
 * run's summary names it with what failed before, for it is a fault that somebody has to mend. What fails again has failed.
 */
export async function runAgain(
	failed: readonly TestResult[],
	run: (file: string) => Promise<TestResult>,
): Promise<TestResult[]> {
	if (failed.length > mostRunAgain) return [...failed];
	const results: TestResult[] = [];
	for (const first of failed) {
		const second = await run(first.title);
		results.push(
			second.failures.length > 0
				? second
				: { ...second, failedBefore: first.failures },
		);
	}
	return results;
}

import type { Failure, TestResult } from "./run-test-file.ts";

/** Prints results as they come and the sum at the end. */
export interface Tally {
	/** Counts a result and prints its line, with its failures below it. */
	add(result: TestResult): void;
	/** A headline or remark of the run itself. */
	say(line: string): void;
	/** Names the skipped, repeats the failures and prints the sum as the very last line. Answers the exit code. */
	finish(): 0 | 1;
}

/** @param write gets whole lines, the line break included. */
export function createTally(write: (text: string) => void): Tally {
	const results: TestResult[] = [];
	return {
		add(result) {
			results.push(result);
			write(`${lineOf(result)}\n`);
			for (const { name, error } of result.failures)
				write(`${indent(`✖ ${name}\n${indent(error)}`)}\n`);
		},
		say: (line) => write(`${line}\n`),
		finish() {
			const skips = results.flatMap(({ skips }) => skips);
			const failures = results.flatMap(({ title, failures }) =>
				failures.map((failure) => ({ title, ...failure })),
			);
			const passed = results.reduce((sum, result) => sum + result.passed, 0);
			if (skips.length > 0) write("\nSkipped:\n");
			for (const { name, why } of skips) write(`  ${name} (${why})\n`);
			const unsteady = results.filter(({ failedBefore }) => failedBefore);
			if (unsteady.length > 0)
				write("\nUnsteady (failed, then passed alone: mend them):\n");
			for (const { title, failedBefore = [] } of unsteady)
				for (const { name, error } of failedBefore)
					write(failureOf({ title, name, error }));
			if (failures.length > 0) write("\nFailed:\n");
			for (const failure of failures) write(failureOf(failure));
			const counts = [
				`${passed} passed, ${failures.length} failed`,
				...(skips.length > 0 ? [`${skips.length} skipped`] : []),
				...(unsteady.length > 0 ? [`${unsteady.length} unsteady`] : []),
			];
			write(`\n${counts.join(", ")}\n`);
			// A run that found nothing to prove has proved nothing.
			return failures.length > 0 || passed === 0 ? 1 : 0;
		},
	};
}

function failureOf(failure: Failure & { readonly title: string }): string {
	const { title, name, error } = failure;
	return `  ✖ ${title}: ${name}\n${indent(indent(firstLines(error)))}\n`;
}

function lineOf(result: TestResult): string {
	const { passed, failures, skips, title, durationMs } = result;
	const counts = [
		`${passed} passed`,
		...(failures.length > 0 ? [`${failures.length} failed`] : []),
		...(skips.length > 0 ? [`${skips.length} skipped`] : []),
		...(result.failedBefore ? ["failed before"] : []),
	];
	const mark = failures.length > 0 ? "✖" : "✔";
	return `${mark} ${title}  ${counts.join(", ")}  ${(durationMs / 1000).toFixed(1)} s`;
}

function indent(text: string): string {
	return text.replace(/^(?!$)/gm, "  ");
}

function firstLines(text: string): string {
	const lines = text.split("\n");
	return lines.length <= 12
		? text
		: [...lines.slice(0, 12), `… ${lines.length - 12} more lines above`].join(
				"\n",
			);
}

import { join } from "node:path";
import { findTestFiles } from "./find-test-files.ts";
import { runAgain } from "./run-again.ts";
import { type Check, runCheck } from "./run-check.ts";
import { runTestFile, type TestResult } from "./run-test-file.ts";
import type { StepName } from "./test-arguments.ts";

export interface StepRun {
	readonly rootDir: string;
	readonly env: NodeJS.ProcessEnv;
	readonly signal: AbortSignal;
	/** How many test files run at a time. */
	readonly concurrency: number;
	/** Whether files that fail are run once more, when they are few. */
	readonly again: boolean;
	/** Called with each result as it comes. */
	readonly onResult: (result: TestResult) => void;
}

const fileTimeoutMs = { unit: 300_000, journeys: 300_000 } as const;

/** What a step has to do: checks of the whole tree, or test files. */
export type StepWork =
	| { readonly kind: "checks"; readonly checks: readonly Check[] }
	| { readonly kind: "files"; readonly files: readonly string[] };

/** The work of a step; with filters, the files that match. */
export function workOf(
	step: StepName,
	rootDir: string,
	filters: readonly string[],
): StepWork {
	const checks = checksOf(step, rootDir);
	if (checks) return { kind: "checks", checks };
	return { kind: "files", files: findTestFiles(rootDir, step, filters) };
}

/** Whether the step runs test files that want the servers. */
export function needsServers(step: StepName): boolean {
	return step === "unit" || step === "journeys";
}

/** Runs one step to its end; after an abort what is left is not begun. */
export async function runStep(
	step: StepName,
	work: StepWork,
	run: StepRun,
): Promise<void> {
	if (work.kind === "checks") {
		for (const check of work.checks) run.onResult(await runCheck(check, run));
		return;
	}
	// Journeys start whole systems and speak of deadlines: one at a time.
	const lanes = step === "journeys" ? 1 : run.concurrency;
	const timeoutMs =
		step === "journeys" ? fileTimeoutMs.journeys : fileTimeoutMs.unit;
	const waiting = work.files.values();
	const runFile = (file: string) => runTestFile({ ...run, file, timeoutMs });
	const failed: TestResult[] = [];
	const lane = async (): Promise<void> => {
		for (const file of waiting) {
			if (run.signal.aborted) return;
			const result = await runFile(file);
			if (run.again && result.failures.length > 0) failed.push(result);
			else run.onResult(result);
		}
	};
	await Promise.all(Array.from({ length: lanes }, lane));
	const last = run.signal.aborted ? failed : await runAgain(failed, runFile);
	for (const result of last) run.onResult(result);
}

function checksOf(step: StepName, rootDir: string): Check[] | undefined {
	const bin = (name: string) => join(rootDir, "node_modules", ".bin", name);
	const tsc = bin("tsc");
	switch (step) {
		case "types":
			return [
				{ title: "types", command: tsc, args: ["-p", "."] },
				{
					title: "types of the web",
					command: tsc,
					args: ["-p", "packages/web"],
				},
			];
		case "lint":
			return [
				{
					title: "lint",
					command: bin("biome"),
					args: [
						"ci",
						"--colors=off",
						"--diagnostic-level=error",
						"--max-diagnostics=60",
						".",
					],
				},
			];
		case "deadcode":
			return [
				{
					title: "dead code",
					command: bin("knip"),
					args: ["--no-progress", "--no-config-hints"],
				},
			];
		case "build":
			return [
				{
					title: "the web is built",
					command: bin("node"),
					args: ["packages/web/build-web.ts"],
				},
				{
					title: "the programs are bundled",
					command: bin("node"),
					args: ["tools/bundle/main.ts"],
				},
			];
		default:
			return undefined;
	}
}

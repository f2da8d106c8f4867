import { spawn } from "node:child_process";
import type { TestResult } from "./run-test-file.ts";

/** A tool that judges the whole tree: it counts as one test. */
export interface Check {
	readonly title: string;
	readonly command: string;
	readonly args: readonly string[];
}

export interface CheckRun {
	readonly rootDir: string;
	readonly env: NodeJS.ProcessEnv;
	readonly signal: AbortSignal;
}

const maxOutput = 200_000;

/** Passes when the tool exits with 0; else what it printed is the failure. */
export function runCheck(check: Check, run: CheckRun): Promise<TestResult> {
	const startedAtMs = performance.now();
	return new Promise((resolve) => {
		const child = spawn(check.command, check.args, {
			cwd: run.rootDir,
			env: run.env,
			stdio: ["ignore", "pipe", "pipe"],
			signal: run.signal,
			killSignal: "SIGKILL",
		});
		let output = "";
		for (const stream of [child.stdout, child.stderr])
			stream.on("data", (chunk: Buffer) => {
				if (output.length < maxOutput) output += chunk.toString("utf8");
			});
		let fault = "";
		child.once("error", (error) => {
			fault = error.message;
		});
		child.once("close", (code) => {
			const failed = code !== 0 || fault !== "";
			const error = [fault, output.trim()].filter(Boolean).join("\n");
			resolve({
				title: check.title,
				passed: failed ? 0 : 1,
				failures: failed
					? [{ name: check.title, error: error || `exit ${code}` }]
					: [],
				skips: [],
				durationMs: performance.now() - startedAtMs,
				output: "",
			});
		});
	});
}

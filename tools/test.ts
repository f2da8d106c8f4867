import { availableParallelism } from "node:os";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { needsServers, runStep, workOf } from "./testing/run-step.ts";
import { createTally, type Tally } from "./testing/tally.ts";
import {
	readTestArguments,
	type StepName,
	type TestArguments,
	usage,
} from "./testing/test-arguments.ts";
import { startTestServers, type TestServers } from "./testing/test-servers.ts";

// The truth about the tree: `qd test`, and nothing else, is what continuous integration runs.

const rootDir = fileURLToPath(new URL("..", import.meta.url));

async function main(): Promise<number> {
	let asked: TestArguments;
	try {
		asked = readTestArguments(process.argv.slice(2));
	} catch (error) {
		process.stderr.write(`${messageOf(error)}\n\n${usage}`);
		return 2;
	}
	if (asked.help) {
		process.stdout.write(usage);
		return 0;
	}
	const stopping = new AbortController();
	for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
		process.once(signal, () => stopping.abort());
	const tally = createTally((text) => process.stdout.write(text));
	const ran = await runAll(asked, tally, stopping.signal);
	if (!ran && !stopping.signal.aborted)
		tally.say(`No test file's path contains ${asked.filters.join(" or ")}.`);
	if (stopping.signal.aborted)
		tally.say("\nInterrupted: this is not the whole truth.");
	const exitCode = tally.finish();
	return stopping.signal.aborted ? 130 : exitCode;
}

/** Answers whether there was anything to run. */
async function runAll(
	asked: TestArguments,
	tally: Tally,
	signal: AbortSignal,
): Promise<boolean> {
	let ran = false;
	let servers: TestServers | undefined;
	try {
		for (const step of asked.steps) {
			if (signal.aborted) break;
			const work = workOf(step, rootDir, asked.filters);
			if (work.kind === "files" && work.files.length === 0) continue;
			ran ||= work.kind === "files" || asked.filters.length === 0;
			tally.say(`\n${step}`);
			if (needsServers(step) && !servers) {
				servers = await timed("servers", tally, startTestServers);
				if (!servers) break;
			}
			await timed(step, tally, () =>
				runStep(step, work, {
					rootDir,
					env: environment(servers),
					signal,
					concurrency: Math.min(availableParallelism(), 4),
					onResult: tally.add,
				}),
			);
		}
		return ran;
	} finally {
		await servers?.stop();
	}
}

/** Says how long it took; a throw is a failure of the run, under that name. */
async function timed<T>(
	name: StepName | "servers",
	tally: Tally,
	act: () => Promise<T>,
): Promise<T | undefined> {
	const startedAtMs = performance.now();
	const elapsedMs = () => performance.now() - startedAtMs;
	try {
		const answer = await act();
		tally.say(`  ${name}: ${(elapsedMs() / 1000).toFixed(1)} s`);
		return answer;
	} catch (error) {
		const failures = [{ name, error: messageOf(error) }];
		const empty = { passed: 0, skips: [], output: "" };
		tally.add({ ...empty, title: name, failures, durationMs: elapsedMs() });
		return undefined;
	}
}

function environment(servers: TestServers | undefined): NodeJS.ProcessEnv {
	const bin = join(rootDir, "node_modules", ".bin");
	return {
		...process.env,
		...servers?.env,
		PATH: `${bin}${delimiter}${process.env.PATH ?? ""}`,
	};
}

function messageOf(error: unknown): string {
	return error instanceof Error ? error.message : String(error);
}

process.exitCode = await main();

import { availableParallelism } from "node:os";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { budgetSeconds } from "./testing/budgets.ts";
import { needsServers, runStep, workOf } from "./testing/run-step.ts";
import { createTally, type Tally } from "./testing/tally.ts";
import {
	readTestArguments,
	type TestArguments,
	usage,
} from "./testing/test-arguments.ts";
import { startTestServers, type TestServers } from "./testing/test-servers.ts";
import { timeStep } from "./testing/time-step.ts";

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
				// Without a budget: the first run fetches programs, and that takes as long as the network does.
				servers = await timeStep(
					{ name: "servers", budgetSeconds: undefined, tally },
					startTestServers,
				);
				if (!servers) break;
			}
			const budget = asked.whole ? budgetSeconds[step] : undefined;
			await timeStep({ name: step, budgetSeconds: budget, tally }, () =>
				runStep(step, work, {
					rootDir,
					env: environment(servers),
					signal,
					concurrency: Math.min(availableParallelism(), 4),
					again: asked.whole,
					onResult: tally.add,
				}),
			);
		}
		return ran;
	} finally {
		await servers?.stop();
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

import { readFile } from "node:fs/promises";
import { basename, resolve } from "node:path";
import { parseArgs } from "node:util";
import {
	type ConformanceCheck,
	executorConformance,
	sourceConformance,
} from "../conformance/index.ts";
import { WrongUse } from "./wrong-use.ts";

export const checkUsage = `conformance FILE [options]     put a plugin, in any language, through the suite
    --kind executor|source     default: what the file's name begins with
    --command "WORDS"          of an executor: a command that succeeds (needed)
    --config FILE              its configuration, YAML; default: none
    --kubeconfig FILE          lent to the command of an executor
    --reports                  of a source: it soon reports something by itself
    --payload FILE             of a source: the body of a webhook call that succeeds
`;

/**
 * Runs the suite and says how each check went, a line each.
 *
 * @returns whether all passed.
 * @throws {WrongUse} for words that were not understood.
 */
export async function checkPlugin(
	words: readonly string[],
	say: (text: string) => void,
): Promise<boolean> {
	const checks = await suiteOf(words);
	let failed = 0;
	for (const { name, run } of checks) {
		const startedAt = performance.now();
		const problem = await run().then(
			() => undefined,
			(error: unknown) => (error instanceof Error ? error.message : `${error}`),
		);
		const took = `${Math.round(performance.now() - startedAt)} ms`;
		say(`${problem === undefined ? "ok  " : "FAIL"}  ${name} (${took})\n`);
		if (problem === undefined) continue;
		failed += 1;
		say(`${indented(problem)}\n`);
	}
	say(`\n${checks.length - failed} passed, ${failed} failed\n`);
	return failed === 0;
}

const mostLines = 12;

function indented(problem: string): string {
	const lines = problem.trim().split("\n").slice(0, mostLines);
	return lines.map((line) => `      ${line.slice(0, 400)}`).join("\n");
}

async function suiteOf(
	words: readonly string[],
): Promise<readonly ConformanceCheck[]> {
	const { values, positionals } = read(words);
	const [file, ...more] = positionals;
	if (file === undefined || more.length > 0)
		throw new WrongUse("name one file");
	const kind = values.kind ?? /^(executor|source)_/.exec(basename(file))?.[1];
	const start = startOf(resolve(file));
	const config = values.config ? await readFile(values.config, "utf8") : "";
	if (kind === "source")
		return sourceConformance({
			start,
			config,
			reports: values.reports === true,
			...(values.payload
				? { payload: await readFile(values.payload, "utf8") }
				: {}),
		});
	if (kind !== "executor")
		throw new WrongUse("say which kind it is: --kind executor, --kind source");
	if (values.command === undefined)
		throw new WrongUse('name a command that succeeds: --command "NAME …"');
	return executorConformance({
		start,
		sampleCommand: {
			command: values.command,
			configs: config === "" ? [] : [config],
			kubeconfig: values.kubeconfig
				? await readFile(values.kubeconfig, "utf8")
				: "",
		},
	});
}

function read(words: readonly string[]) {
	const text = { type: "string" } as const;
	try {
		return parseArgs({
			args: [...words],
			allowPositionals: true,
			options: {
				kind: text,
				command: text,
				config: text,
				kubeconfig: text,
				payload: text,
				reports: { type: "boolean" },
			},
		});
	} catch (error) {
		throw new WrongUse((error as Error).message);
	}
}

/** Scripts are run by this Node, as the agent runs them by its own. */
function startOf(file: string) {
	return /\.(ts|mts|js|mjs)$/.test(file)
		? { file: process.execPath, args: [file] }
		: { file };
}

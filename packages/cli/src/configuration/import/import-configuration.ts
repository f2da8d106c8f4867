import { writeFileSync } from "node:fs";
import { basename } from "node:path";
import { decodeText } from "@quarterdeck/contract/configuration";
import { CliFailure } from "../../cli-failure.ts";
import type { CommandContext } from "../../command-context.ts";
import { exitCodes } from "../../exit-codes.ts";
import { jsonText } from "../../output/json-text.ts";
import { safeText } from "../../output/safe-text.ts";
import { type ConfigurationProblem, printProblems } from "../print-problems.ts";
import { nameOf, readBytes } from "../read-bytes.ts";
import {
	type Override,
	overridesIn,
	readEnvFile,
} from "./environment-variables.ts";
import { findValues } from "./find-values.ts";
import { type Layer, readLayer } from "./layer.ts";
import { reportLine, sortReport, summary } from "./report.ts";
import { takeConfiguration } from "./take-configuration.ts";

export interface ImportOptions {
	/** A new file for the configuration, instead of standard output. */
	readonly output?: string;
	/** Below the files, what Botkube's chart defines by itself. */
	readonly withChartDefaults?: boolean;
	readonly envFile?: string;
	/** Also the variables of this process. */
	readonly fromEnv?: boolean;
	/** How the report is written. */
	readonly report?: "text" | "json";
}

/**
 * Makes one configuration of Botkube's files, wherever they hold it, and writes it to standard output or a new file; what became of each
 * key goes to standard error. Asks nobody. @returns the exit code: failed when something is left to mend.
 */
export async function importConfiguration(
	files: readonly string[],
	options: ImportOptions,
	{ terminal, environment }: Pick<CommandContext, "environment" | "terminal">,
): Promise<number> {
	const say = (line: string) => terminal.say(`${safeText(line)}\n`);
	const isText = options.report !== "json";
	const { layers, problems: unreadable } = await readFiles(files, terminal);
	const variables = await readVariables(options, { terminal, environment });
	const failures = [...unreadable, ...variables.problems];
	if (failures.length > 0) {
		if (isText) printProblems(failures, terminal);
		else
			terminal.say(jsonText({ order: [], entries: [], problems: failures }, 2));
		return exitCodes.failed;
	}
	const { order, why } = orderLayers(layers, options);
	if (isText)
		for (const { found, name } of order)
			if (found.place !== "")
				say(
					`Found the values of Botkube's chart at ${found.place} (${order.length > 1 ? `${name}, ` : ""}line ${found.line}).`,
				);
	if (isText && order.length > 1) say(why);
	const taken = takeConfiguration(order, {
		withDefaults: options.withChartDefaults === true,
		overrides: variables.overrides,
	});
	const names = order.map(({ name }) => name);
	const entries = sortReport(taken.entries, names);
	if (isText) {
		for (const entry of entries) say(reportLine(entry));
		if (entries.length > 0) say(`${summary(entries)}.`);
	} else
		terminal.say(
			jsonText({ order: names, entries, problems: taken.problems }, 2),
		);
	const errors = isText
		? printProblems(taken.problems, terminal)
		: taken.problems.filter(({ severity }) => severity === "error").length;
	if (taken.yaml === undefined) return exitCodes.failed;
	if (options.output === undefined) terminal.out(taken.yaml);
	else {
		writeNew(options.output, taken.yaml);
		if (isText) say(`Wrote ${options.output}.`);
	}
	return errors > 0 ? exitCodes.failed : exitCodes.done;
}

async function readFiles(
	files: readonly string[],
	terminal: CommandContext["terminal"],
): Promise<{
	readonly layers: readonly Layer[];
	readonly problems: readonly ConfigurationProblem[];
}> {
	if (files.filter((file) => file === "-").length > 1)
		throw new CliFailure("Standard input (-) can be read only once.", {
			exitCode: exitCodes.usage,
		});
	const layers: Layer[] = [];
	const problems: ConfigurationProblem[] = [];
	for (const file of files) {
		const name = nameOf(file);
		const found = findValues(await readBytes(file, terminal), name);
		if ("problems" in found) problems.push(...found.problems);
		else layers.push(readLayer(found, name));
	}
	return { layers, problems };
}

async function readVariables(
	{ envFile, fromEnv }: ImportOptions,
	{ terminal, environment }: Pick<CommandContext, "environment" | "terminal">,
): Promise<{
	readonly overrides: readonly Override[];
	readonly problems: readonly ConfigurationProblem[];
}> {
	const own = fromEnv ? overridesIn(environment) : [];
	if (envFile === undefined) return { overrides: own, problems: [] };
	const name = nameOf(envFile);
	const decoded = decodeText(await readBytes(envFile, terminal));
	if ("problem" in decoded) {
		const { problem: message, line, column } = decoded;
		const problem = { severity: "error", file: name, path: "", message };
		return { overrides: [], problems: [{ ...problem, line, column }] };
	}
	const { overrides, problems } = readEnvFile(decoded.text, name);
	return { overrides: [...overrides, ...own], problems };
}

/**
 * Values are merged in the order given, as Helm does. Where none of the files holds values of the chart, they are the files that Botkube
 * itself loads, and it takes those whose names begin with `_` last.
 */
function orderLayers(
	layers: readonly Layer[],
	{ withChartDefaults }: ImportOptions,
): { readonly order: readonly Layer[]; readonly why: string } {
	const list = (order: readonly Layer[]) =>
		order.map(({ name }) => name).join(", ");
	if (withChartDefaults || layers.some(({ isValues }) => isValues))
		return {
			order: layers,
			why: `Merged as Helm merges values, the later over the earlier: ${list(layers)}.`,
		};
	const isLast = ({ name }: Layer) => basename(name).startsWith("_");
	const order = [
		...layers.filter((one) => !isLast(one)),
		...layers.filter(isLast),
	];
	return {
		order,
		why: `Merged as Botkube loads configuration files, those that begin with _ last: ${list(order)}.`,
	};
}

/** The file may hold tokens of chat platforms, so it is this user's alone; what is there already is somebody's work. */
function writeNew(file: string, yaml: string): void {
	try {
		writeFileSync(file, yaml, { flag: "wx", mode: 0o600 });
	} catch (error) {
		const exists = (error as NodeJS.ErrnoException).code === "EEXIST";
		throw new CliFailure(
			exists
				? `${file} exists already. Choose another name, or remove it first.`
				: `Cannot write ${file}: ${error instanceof Error ? error.message : String(error)}`,
			{ exitCode: exitCodes.usage, cause: error },
		);
	}
}

import { join, resolve } from "node:path";
import { CliFailure, exitCodes } from "@quarterdeck/cli";
import { installationIn } from "../installation/installation.ts";
import type { MachineContext } from "../machine-context.ts";
import { ownProgram } from "../processes/own-programs.ts";
import { startTiedProcess } from "../servers/index.ts";
import { bundlePrograms } from "./build.ts";
import { startStopwatch } from "./stopwatch.ts";

/** How long the program may clean up after Ctrl-C. */
const graceMs = 5000;
/** Progress is told so often, where every line stays. */
const progressEveryMs = 2000;

/** The plugin folder that is meant: the one named, else that of the environment, else that of `qd up`. */
export function pluginFolderOf(
	{ pluginDir }: { readonly pluginDir?: string },
	{ environment, stateDir }: MachineContext,
): string {
	return resolve(
		pluginDir ?? environment.QD_PLUGIN_DIR ?? installationIn(stateDir).plugins,
	);
}

/**
 * Lets the agent's program do something with plugins and passes on what it says on the way. Ctrl-C ends it in order.
 * @returns what it answered.
 * @throws CliFailure with its reason.
 */
export async function runPluginProgram(
	request: Readonly<Record<string, unknown>>,
	machine: MachineContext,
): Promise<unknown> {
	const { environment, root, terminal } = machine;
	await bundlePrograms({
		machine,
		say: (line) => terminal.say(`qd: ${line}\n`),
		signal: new AbortController().signal,
		stopwatch: startStopwatch(),
	});
	const program = ownProgram("agent", "bundle");
	let result: unknown;
	let problem: string | undefined;
	let toldMs = Number.NEGATIVE_INFINITY;
	const child = startTiedProcess({
		command: process.execPath,
		args: [
			...program.nodeFlags,
			join(root, program.script),
			"plugins",
			JSON.stringify(request),
		],
		env: { ...environment, ...program.env },
		orphanSignal: "INT",
		onLine(line) {
			const said = parseLine(line);
			if (!said) terminal.say(`${line}\n`);
			else if (said.problem !== undefined) problem = said.problem;
			else if (said.progress === undefined) result = said.result;
			else if (performance.now() - toldMs >= progressEveryMs) {
				toldMs = performance.now();
				terminal.say(`qd: ${said.progress}\n`);
			}
		},
	});
	let isInterrupted = false;
	const release = terminal.onInterrupt(() => {
		isInterrupted = true;
		void child.stop("SIGINT", graceMs);
	});
	const { code, error } = await child.ended.finally(release);
	if (isInterrupted)
		throw new CliFailure("Stopped.", { exitCode: exitCodes.interrupted });
	if (code === 0) return result;
	throw new CliFailure(
		sentence(problem ?? error?.message ?? `the program ended with ${code}`),
		{ exitCode: code === 2 ? exitCodes.usage : exitCodes.failed },
	);
}

interface Line {
	readonly progress?: string;
	readonly problem?: string;
	readonly result?: unknown;
}

/** Undefined for what is none of its answers, as a warning of Node. */
function parseLine(line: string): Line | undefined {
	if (!line.startsWith('{"')) return undefined;
	try {
		return JSON.parse(line) as Line;
	} catch {
		return undefined;
	}
}

function sentence(text: string): string {
	return `${text.charAt(0).toUpperCase()}${text.slice(1).replace(/\.$/, "")}.`;
}

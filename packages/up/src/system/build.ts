import { join } from "node:path";
import { CliFailure } from "@quarterdeck/cli";
import { startTiedProcess } from "../servers/index.ts";
import type { LaunchContext } from "./launch-context.ts";

type BuildContext = Pick<
	LaunchContext,
	"machine" | "say" | "signal" | "stopwatch"
>;

/** Builds the web UI when its sources are not those it was built from, as after a pull. @throws CliFailure with what the build said. */
export async function buildWeb(context: BuildContext): Promise<void> {
	await build("the web UI", "packages/web/build-web.ts", context);
}

/** Bundles our own programs when their sources changed. @throws CliFailure with what the bundler said. */
export async function bundlePrograms(context: BuildContext): Promise<void> {
	await build("the programs", "tools/bundle/main.ts", context);
}

async function build(
	what: string,
	script: string,
	{ machine, say, signal, stopwatch }: BuildContext,
): Promise<void> {
	const said: string[] = [];
	const process = startTiedProcess({
		command: join(machine.root, "node_modules/.bin/node"),
		args: [join(machine.root, script)],
		env: {
			PATH: machine.environment.PATH ?? "",
			NODE_COMPILE_CACHE: join(machine.root, ".cache", "compile"),
		},
		orphanSignal: "KILL",
		onLine: (line) => said.push(line),
	});
	const giveUp = () => void process.stop("SIGKILL", 1);
	signal.addEventListener("abort", giveUp);
	const end = await process.ended;
	signal.removeEventListener("abort", giveUp);
	signal.throwIfAborted();
	if (end.code !== 0)
		throw new CliFailure(
			`Cannot build ${what}:\n  ${said.slice(-20).join("\n  ")}`,
		);
	if (said.length > 0) say(`built ${what}`);
	stopwatch.lap(what);
}

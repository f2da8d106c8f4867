import { join } from "node:path";
import { CliFailure } from "@quarterdeck/cli";
import { startTiedProcess } from "../servers/index.ts";
import type { LaunchContext } from "./launch-context.ts";

/** Builds the web UI when its sources are not those it was built from, as after a pull. @throws CliFailure with what the build said. */
export async function buildWeb({
	machine,
	say,
	signal,
	stopwatch,
}: Pick<
	LaunchContext,
	"machine" | "say" | "signal" | "stopwatch"
>): Promise<void> {
	const said: string[] = [];
	const build = startTiedProcess({
		command: join(machine.root, "node_modules/.bin/node"),
		args: [join(machine.root, "packages/web/build-web.ts")],
		env: {
			PATH: machine.environment.PATH ?? "",
			NODE_COMPILE_CACHE: join(machine.root, ".cache", "compile"),
		},
		orphanSignal: "KILL",
		onLine: (line) => said.push(line),
	});
	const giveUp = () => void build.stop("SIGKILL", 1);
	signal.addEventListener("abort", giveUp);
	const end = await build.ended;
	signal.removeEventListener("abort", giveUp);
	signal.throwIfAborted();
	if (end.code !== 0)
		throw new CliFailure(
			`Cannot build the web UI:\n  ${said.slice(-20).join("\n  ")}`,
		);
	if (said.length > 0) say("built the web UI");
	stopwatch.lap("web");
}

#!/usr/bin/env node
import { fileURLToPath } from "node:url";
import { collectAtRest } from "@quarterdeck/contract/collect-at-rest";
import {
	closeInheritedDescriptors,
	createLog,
	type Environment,
	readEnvironment,
	SettingsError,
	shedVariable,
	superviseProcess,
	systemClock,
} from "@quarterdeck/runtime";
import { plainError } from "./assembly/plain-error.ts";
import { startAgent } from "./assembly/start-agent.ts";
import { createJoinTokenSource } from "./plumbing/disk/join-token-source.ts";
import { readAgentSettings } from "./settings.ts";

closeInheritedDescriptors();
collectAtRest();
const shedToken = shedVariable("QD_JOIN_TOKEN");
const environment = readEnvironment();
if (process.argv[2] === "plugins") await runPlugins(process.argv.slice(3));
else await superviseProcess(prepareAgent(environment));

/** What `qd plugins` starts: it is no agent, and ends when it has answered. */
async function runPlugins(words: readonly string[]): Promise<void> {
	const stopped = new AbortController();
	for (const name of ["SIGINT", "SIGTERM"] as const)
		process.on(name, () => stopped.abort(new Error("stopped")));
	const { runPluginCommand } = await import("./assembly/run-plugin-command.ts");
	process.exitCode = await runPluginCommand(words, {
		clock: systemClock,
		write: (line) => void process.stdout.write(line),
		signal: stopped.signal,
	});
}

/** What there is to supervise. Wrong settings are reported like any other failure to start. */
function prepareAgent(
	environment: Environment,
): Parameters<typeof superviseProcess>[0] {
	try {
		const args = process.argv.slice(2);
		const settings = readAgentSettings(args, {
			...environment,
			...(shedToken ? { QD_JOIN_TOKEN: shedToken } : {}),
		});
		const log = createLog({ process: "agent", level: settings.logLevel });
		if (shedToken || args.some((word) => /^--join(=|$)/.test(word)))
			log.warn(
				"the join token was given in a variable or an argument, which others may see: give it in a file, with --join-file or QD_JOIN_TOKEN_FILE",
			);
		const folder = fileURLToPath(new URL("../../..", import.meta.url));
		const isBundle = process.argv[1]?.endsWith(".js") === true;
		return {
			log,
			begin: (life) =>
				startAgent({
					settings,
					joinToken: createJoinTokenSource({
						text: settings.joinToken,
						file: settings.joinTokenFile,
						stdin: process.stdin,
					}),
					environment,
					installation: {
						folder: folder.replace(/\/$/, ""),
						form: isBundle ? "bundle" : "sources",
					},
					clock: systemClock,
					log,
					life,
				}),
			stopWithinMs: (settings.stopGraceSeconds + 7) * 1000,
		};
	} catch (error) {
		const log = createLog({ process: "agent", level: "info" });
		const reason = error instanceof SettingsError ? plainError(error) : error;
		return { log, begin: () => Promise.reject(reason) };
	}
}

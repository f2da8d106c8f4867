#!/usr/bin/env node
import { fileURLToPath } from "node:url";
import {
	closeInheritedDescriptors,
	createLog,
	type Environment,
	readEnvironment,
	SettingsError,
	superviseProcess,
	systemClock,
} from "@quarterdeck/runtime";
import { plainError } from "./assembly/plain-error.ts";
import { startAgent } from "./assembly/start-agent.ts";
import { readAgentSettings } from "./settings.ts";

closeInheritedDescriptors();
const environment = readEnvironment();
await superviseProcess(prepareAgent(environment));

/** What there is to supervise. Wrong settings are reported like any other failure to start. */
function prepareAgent(
	environment: Environment,
): Parameters<typeof superviseProcess>[0] {
	try {
		const settings = readAgentSettings(process.argv.slice(2), environment);
		const log = createLog({ process: "agent", level: settings.logLevel });
		const folder = fileURLToPath(new URL("../../..", import.meta.url));
		const isBundle = process.argv[1]?.endsWith(".js") === true;
		return {
			log,
			begin: (life) =>
				startAgent({
					settings,
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

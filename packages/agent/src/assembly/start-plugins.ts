import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import type { Clock, Environment, Life, Log } from "@quarterdeck/runtime";
import { serviceAccountDir } from "../plumbing/kube/in-cluster-access.ts";
import { openRunFolder } from "../plumbing/process/run-folder.ts";
import { findSandbox, openSandbox } from "../plumbing/process/sandbox.ts";
import { credentialFile } from "../rooms/credential/credential.wiring.ts";
import {
	createPlugins,
	createResolveProgram,
	type Installation,
	type Plugins,
} from "../rooms/plugins/index.ts";
import type { Settings } from "../settings.ts";
import type { Meters } from "./meters.ts";
import { orPlainError } from "./plain-error.ts";

/** The plugins, in the strongest sandbox this machine allows. */
export async function startPlugins(parts: {
	readonly settings: Pick<
		Settings,
		| "kubectl"
		| "pluginDir"
		| "pluginDiskBytes"
		| "pluginIdleSeconds"
		| "pluginUidCount"
		| "pluginUidFirst"
		| "runDir"
		| "stateDir"
	>;
	readonly environment: Environment;
	/** Files with the credential for the cluster, which no plugin may read. */
	readonly clusterSecretFiles: readonly string[];
	/** Where this program is installed; the plugins lie in it, when it is laid out as a checkout is. */
	readonly installation: Installation;
	readonly mayRunUnsandboxed: boolean;
	readonly clock: Clock;
	readonly log: Log;
	readonly meter: Meters["plugins"];
	readonly life: Life;
}): Promise<Plugins> {
	const { settings, environment, installation, clock, log, meter, life } =
		parts;
	const { pluginDir, stateDir } = settings;
	const { runDir } = settings;
	const runFolder = orPlainError(() => openRunFolder({ runDir, stateDir }));
	life.atEnd("plugin folders", () => runFolder.remove());
	const options = {
		runFolder,
		diskBytes: settings.pluginDiskBytes,
		firstUid: settings.pluginUidFirst,
		uidCount: settings.pluginUidCount,
		secrets: [
			credentialFile(stateDir),
			join(serviceAccountDir, "token"),
			...parts.clusterSecretFiles,
		],
	};
	const strongest = await findSandbox(options);
	if (strongest.kind === "none")
		log.warn("this machine offers no sandbox for plugins", {
			reason: strongest.weakness,
		});
	else log.info("plugins run in a sandbox", { kind: strongest.kind });
	return await life.start("plugins", () =>
		createPlugins({
			resolve: createResolveProgram({
				node: process.execPath,
				installation: existsSync(join(installation.folder, "plugins"))
					? installation
					: undefined,
				kubectl: settings.kubectl ?? findInPath("kubectl", environment),
				pluginDir,
			}),
			sandboxes: { strongest, open: openSandbox(options) },
			mayRunUnsandboxed: parts.mayRunUnsandboxed,
			idleMs: settings.pluginIdleSeconds * 1000,
			clock,
			log: log.child({ room: "plugins" }),
			meter,
		}),
	);
}

function findInPath(
	name: string,
	{ PATH = "" }: Environment,
): string | undefined {
	return PATH.split(delimiter)
		.map((folder) => join(folder, name))
		.find((file) => file.startsWith("/") && existsSync(file));
}

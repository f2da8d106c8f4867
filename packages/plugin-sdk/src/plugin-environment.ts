import { tmpdir } from "node:os";
import { magicCookie } from "./protocol.ts";

/** What the host told a plugin about itself. */
export interface PluginEnvironment {
	/** False when no host started this process. */
	readonly isStartedByHost: boolean;
	/** Where the socket goes; private to host and plugin. */
	readonly socketDirectory: string;
	/** Where the host put the programs the plugin asked for, by name. */
	readonly dependencyDirectory: string | undefined;
	/** Marks every process of this plugin, so that the host finds what outlives it. */
	readonly processMark: string | undefined;
}

/** The variable that carries `processMark`; programs the plugin starts keep it. */
export const processMarkVariable = "QUARTERDECK_PLUGIN_MARK";

/** Reads what the host said. The only reader of the environment in the SDK. */
export function readPluginEnvironment(): PluginEnvironment {
	const { env } = process;
	return {
		isStartedByHost: env[magicCookie.key] === magicCookie.value,
		socketDirectory: env.PLUGIN_UNIX_SOCKET_DIR || tmpdir(),
		dependencyDirectory: env.PLUGIN_DEPENDENCY_DIR || undefined,
		processMark: env[processMarkVariable] || undefined,
	};
}

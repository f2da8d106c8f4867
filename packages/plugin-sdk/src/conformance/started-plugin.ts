import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { PluginKind } from "../host/plugin-metadata.ts";
import type { PluginProcess } from "../host/plugin-process.ts";
import { startPluginProcess } from "../host/start-plugin-process.ts";

/** How a plugin is started. */
export interface PluginCommand {
	readonly file: string;
	readonly args?: readonly string[];
	/** The plugin's complete environment. */
	readonly env?: Readonly<Record<string, string>>;
	readonly cwd?: string;
	/** `executor` unless told. */
	readonly kind?: PluginKind;
}

export const startTimeoutMs = 60_000;

/** Lends a fresh directory, and removes it afterwards. */
export async function withDirectory<T>(
	use: (directory: string) => Promise<T>,
): Promise<T> {
	const directory = await mkdtemp(join(tmpdir(), "qd-check-"));
	try {
		return await use(directory);
	} finally {
		await rm(directory, { recursive: true, force: true });
	}
}

/** Lends a started plugin, and ends it afterwards. */
export function withPlugin<T>(
	command: PluginCommand,
	use: (plugin: PluginProcess, socketDir: string) => Promise<T>,
): Promise<T> {
	return withDirectory(async (socketDir) => {
		const plugin = await startPluginProcess({
			env: {},
			cwd: "/",
			...command,
			socketDir,
			startTimeoutMs,
			log: () => {},
		});
		try {
			return await use(plugin, socketDir);
		} finally {
			await plugin.stop();
		}
	});
}

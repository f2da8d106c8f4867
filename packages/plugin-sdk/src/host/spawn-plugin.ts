import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import type { Readable } from "node:stream";
import { processMarkVariable } from "../plugin-environment.ts";
import { appProtocolVersion, magicCookie } from "../protocol.ts";
import { PluginFailure } from "./plugin-failure.ts";
import { sweepProcesses } from "./sweep-processes.ts";

export interface PluginExit {
	readonly code: number | null;
	readonly signal: NodeJS.Signals | null;
}

export interface SpawnPluginOptions {
	readonly file: string;
	readonly args?: readonly string[];
	/** The plugin's complete environment, to which only the protocol's variables are added. */
	readonly env: Readonly<Record<string, string>>;
	readonly cwd: string;
	readonly uid?: number;
	readonly gid?: number;
	/** A command put before the file, such as a sandbox. It must run the plugin in the foreground. */
	readonly wrapper?: readonly string[];
	/**
	 * A directory of this plugin alone, at the path it sees. The same holds for TMPDIR when
	 * `env` has one: older plugins put their socket there.
	 */
	readonly socketDir: string;
	/** What the plugin's paths begin with for the host, given the wrapper's pid, where the wrapper gives it a root of its own. */
	readonly rootOf?: (pid: number) => string;
	/** The user that runs the plugin, when the wrapper changes it; else `uid`, else the host's own. */
	readonly socketUid?: number;
	/** Whether the wrapper gives it a loopback interface of its own, whose ports the host cannot reach. */
	readonly hasOwnNetwork?: boolean;
	/** Called with the process as soon as it runs, long before it has said anything. */
	readonly onSpawned?: (plugin: SpawnedPlugin) => void;
	/** Why the host ended it, in words that follow "it"; undefined when it did not. Asked when a call finds it ended. */
	readonly whyEnded?: () => string | undefined;
}

export interface SpawnedPlugin {
	readonly pid: number;
	readonly stdout: Readable;
	readonly stderr: Readable;
	readonly exited: Promise<PluginExit>;
	/** Why the host ended it, in words that follow "it". */
	whyEnded(): string | undefined;
	/** Kills the plugin's process group at once. */
	kill(): void;
}

/** Longest path a unix socket may have, less the name a plugin gives it. */
const maxSocketDirBytes = 107 - 24;

/**
 * Starts a plugin's process in a group of its own.
 *
 * @throws {PluginFailure} cannot-start.
 */
export async function spawnPlugin(
	options: SpawnPluginOptions,
): Promise<SpawnedPlugin> {
	if (Buffer.byteLength(options.socketDir) > maxSocketDirBytes)
		throw cannotStart(
			options.file,
			`the socket directory's path has more than ${maxSocketDirBytes} bytes`,
		);
	const mark = randomUUID();
	const child = spawnChild(options, mark);
	const { pid, stdout, stderr } = child;
	if (pid === undefined || !stdout || !stderr)
		throw cannotStart(options.file, await startError(child));
	const plugin: SpawnedPlugin = {
		pid,
		stdout,
		stderr,
		exited: whenExited(child, mark),
		whyEnded: () => options.whyEnded?.(),
		kill: () => killGroup(pid),
	};
	options.onSpawned?.(plugin);
	return plugin;
}

function spawnChild(options: SpawnPluginOptions, mark: string): ChildProcess {
	const [file = "", ...args] = [
		...(options.wrapper ?? []),
		options.file,
		...(options.args ?? []),
	];
	try {
		return spawn(file, args, {
			env: environmentOf(options, mark),
			cwd: options.cwd,
			detached: true,
			stdio: ["ignore", "pipe", "pipe"],
			...(options.uid === undefined ? {} : { uid: options.uid }),
			...(options.gid === undefined ? {} : { gid: options.gid }),
		});
	} catch (error) {
		throw cannotStart(options.file, (error as Error).message);
	}
}

function environmentOf(
	options: SpawnPluginOptions,
	mark: string,
): Record<string, string> {
	return {
		// Plugins built on an older go-plugin put their socket into the temporary directory.
		TMPDIR: options.socketDir,
		...options.env,
		[magicCookie.key]: magicCookie.value,
		PLUGIN_PROTOCOL_VERSIONS: String(appProtocolVersion),
		PLUGIN_MIN_PORT: "10000",
		PLUGIN_MAX_PORT: "25000",
		PLUGIN_UNIX_SOCKET_DIR: options.socketDir,
		[processMarkVariable]: mark,
	};
}

function startError(child: ChildProcess): Promise<string> {
	return new Promise((resolve) =>
		child.once("error", (error) => resolve(error.message)),
	);
}

function cannotStart(file: string, reason: string): PluginFailure {
	return new PluginFailure(
		"cannot-start",
		`The plugin ${file} cannot be started: ${reason}.`,
	);
}

function whenExited(child: ChildProcess, mark: string): Promise<PluginExit> {
	return new Promise((resolve) => {
		child.once("exit", (code, signal) => {
			// What it left in its group, and what it started in other groups, has nobody to answer to.
			killGroup(child.pid as number);
			sweepProcesses(mark);
			resolve({ code, signal });
		});
	});
}

function killGroup(pid: number): void {
	try {
		process.kill(-pid, "SIGKILL");
	} catch {
		// The group is gone already.
	}
}

import { awaitHandshake } from "./await-handshake.ts";
import { followStdio } from "./follow-stdio.ts";
import { connectPlugin, type MessageLimits } from "./plugin-connection.ts";
import { PluginFailure } from "./plugin-failure.ts";
import {
	maxLogLineBytes,
	type PluginLogLine,
	parseLogLine,
} from "./plugin-log-line.ts";
import type { PluginKind } from "./plugin-metadata.ts";
import { createPluginProcess, type PluginProcess } from "./plugin-process.ts";
import { openPluginSocket, type PluginSocket } from "./plugin-socket.ts";
import { readLines } from "./read-lines.ts";
import {
	type SpawnedPlugin,
	type SpawnPluginOptions,
	spawnPlugin,
} from "./spawn-plugin.ts";

/** Lines of stderr kept for the message about a plugin that does not start. */
const keptLines = 5;

export const defaultMessageLimits: MessageLimits = {
	maxAnswerBytes: 16 * 1024 * 1024,
	maxRequestBytes: 4 * 1024 * 1024,
};

export interface StartPluginOptions extends SpawnPluginOptions {
	/** `executor` unless told. */
	readonly kind?: PluginKind;
	/** Time for the handshake and the first answer together, in milliseconds. */
	readonly startTimeoutMs: number;
	/** Gets every line the plugin writes on stderr, and on stdout after its handshake. */
	readonly log: (line: PluginLogLine) => void;
	/** Gives up a start; a started plugin is ended by `stop`. */
	readonly signal?: AbortSignal;
	readonly limits?: Partial<MessageLimits>;
}

/**
 * Starts a plugin and resolves once it answers its health check. Nothing of the host's environment reaches it.
 * When it fails, the process is gone.
 *
 * @throws {PluginFailure} with a message that says what is wrong with the plugin.
 */
export async function startPluginProcess(
	options: StartPluginOptions,
): Promise<PluginProcess> {
	const startedAt = performance.now();
	const plugin = await spawnPlugin(options);
	try {
		const socket = await shakeHands(plugin, options);
		return await firstAnswer(plugin, socket, {
			...options,
			startTimeoutMs: Math.max(
				1,
				options.startTimeoutMs - (performance.now() - startedAt),
			),
		});
	} catch (error) {
		plugin.kill();
		await plugin.exited;
		throw error;
	}
}

async function shakeHands(
	plugin: SpawnedPlugin,
	options: StartPluginOptions,
): Promise<PluginSocket> {
	const lastLines: string[] = [];
	readLines(plugin.stderr, maxLogLineBytes, (line) => {
		const parsed = parseLogLine("stderr", line);
		lastLines.push(parsed.message);
		if (lastLines.length > keptLines) lastLines.shift();
		options.log(parsed);
	});
	const address = await awaitHandshake({
		plugin,
		timeoutMs: options.startTimeoutMs,
		signal: options.signal,
		lastWords: () => lastLines.join(" "),
	});
	readLines(plugin.stdout, maxLogLineBytes, (line) =>
		options.log(parseLogLine("stdout", line)),
	);
	// Plugins built on a go-plugin before 1.5, as Botkube's own, know no other place than TMPDIR.
	const { TMPDIR = options.socketDir } = options.env;
	if (address.kind === "tcp" && options.hasOwnNetwork)
		throw new PluginFailure(
			"incompatible",
			`The plugin listens on port ${address.port} of its own network, where nobody else reaches it. It must listen on a unix socket in PLUGIN_UNIX_SOCKET_DIR, or be given the network of the machine (network: all).`,
		);
	return openPluginSocket(address, {
		pid: plugin.pid,
		directories: [options.socketDir, TMPDIR],
		root: options.rootOf?.(plugin.pid) ?? "",
		uid: options.socketUid ?? options.uid ?? process.getuid?.() ?? 0,
	});
}

async function firstAnswer(
	plugin: SpawnedPlugin,
	socket: PluginSocket,
	options: StartPluginOptions,
): Promise<PluginProcess> {
	const limits = { ...defaultMessageLimits, ...options.limits };
	const connection = connectPlugin(socket, limits);
	const running = new AbortController();
	plugin.exited
		.then(() => {
			running.abort();
			connection.close();
		})
		.catch(() => {});
	try {
		const started = await createPluginProcess({
			kind: options.kind ?? "executor",
			plugin,
			connection,
			limits,
			startTimeoutMs: options.startTimeoutMs,
			signal: options.signal,
		});
		followStdio(connection.transport, options.log, running.signal).catch(
			() => {},
		);
		return started;
	} catch (error) {
		connection.close();
		if (error instanceof PluginFailure && error.reason === "timeout")
			throw new PluginFailure(
				"silent",
				"The plugin made its handshake and then answered nothing; it was killed.",
				{ cause: error },
			);
		throw error;
	}
}

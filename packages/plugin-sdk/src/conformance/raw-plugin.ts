import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { parseHandshake } from "../host/handshake.ts";
import {
	connectPlugin,
	type PluginConnection,
} from "../host/plugin-connection.ts";
import { openPluginSocket } from "../host/plugin-socket.ts";
import { magicCookie } from "../protocol.ts";
import { type PluginCommand, withDirectory } from "./started-plugin.ts";

/** What a program said and how it ended. */
export interface ProgramReport {
	readonly exitCode: number | null;
	readonly stdout: string;
	readonly stderr: string;
}

function start(
	command: PluginCommand,
	env: Readonly<Record<string, string>>,
): ChildProcess {
	return spawn(command.file, command.args ?? [], {
		env: { ...command.env, ...env },
		cwd: command.cwd ?? "/",
		stdio: ["ignore", "pipe", "pipe"],
	});
}

/** Runs the program as a person would, without a host. */
export async function runWithoutHost(
	command: PluginCommand,
): Promise<ProgramReport> {
	const child = start(command, {});
	let stdout = "";
	let stderr = "";
	child.stdout?.setEncoding("utf8").on("data", (chunk: string) => {
		stdout += chunk;
	});
	child.stderr?.setEncoding("utf8").on("data", (chunk: string) => {
		stderr += chunk;
	});
	const exitCode = await new Promise<number | null>((resolve, reject) => {
		child.once("error", reject);
		child.once("close", resolve);
	});
	return { exitCode, stdout, stderr };
}

/** Starts the plugin by hand and lends a connection with which any method can be called. */
export function withRawPlugin<T>(
	command: PluginCommand,
	use: (connection: PluginConnection, handshake: string) => Promise<T>,
): Promise<T> {
	return withDirectory(async (directory) => {
		const child = start(command, {
			TMPDIR: directory,
			PLUGIN_UNIX_SOCKET_DIR: directory,
			PLUGIN_PROTOCOL_VERSIONS: "3",
			PLUGIN_MIN_PORT: "10000",
			PLUGIN_MAX_PORT: "25000",
			[magicCookie.key]: magicCookie.value,
		});
		child.stderr?.resume();
		try {
			const handshake = await firstLine(child);
			const socket = openPluginSocket(parseHandshake(handshake), {
				pid: child.pid ?? 0,
				directories: [directory],
				root: "",
				uid: process.getuid?.() ?? 0,
			});
			const limit = 16 * 1024 * 1024;
			const connection = connectPlugin(socket, {
				maxAnswerBytes: limit,
				maxRequestBytes: limit,
			});
			try {
				return await use(connection, handshake);
			} finally {
				connection.close();
			}
		} finally {
			child.kill("SIGKILL");
		}
	});
}

function firstLine(child: ChildProcess): Promise<string> {
	return new Promise((resolve, reject) => {
		if (child.stdout)
			createInterface({ input: child.stdout }).once("line", resolve);
		child.once("error", reject);
		child.once("exit", (code) =>
			reject(new Error(`the plugin ended with ${code} before its handshake`)),
		);
	});
}

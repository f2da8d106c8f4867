import type { Readable } from "node:stream";
import {
	maxHandshakeBytes,
	notAPlugin,
	type PluginAddress,
	parseHandshake,
	quote,
} from "./handshake.ts";
import { PluginFailure } from "./plugin-failure.ts";
import type { PluginExit, SpawnedPlugin } from "./spawn-plugin.ts";

interface Options {
	readonly plugin: SpawnedPlugin;
	readonly timeoutMs: number;
	readonly signal: AbortSignal | undefined;
	/** The last lines of stderr, for the message about a plugin that ended. */
	readonly lastWords: () => string;
}

/**
 * The address in the first line of a plugin's stdout; what follows the line stays in the stream.
 *
 * @throws {PluginFailure} when the line is none, does not come in time, or the process ends before.
 */
export async function awaitHandshake(options: Options): Promise<PluginAddress> {
	const { plugin, timeoutMs, signal } = options;
	const waiting = new AbortController();
	try {
		const line = await Promise.race([
			readFirstLine(plugin.stdout),
			plugin.exited.then((exit) => Promise.reject(ended(exit, options))),
			silence(timeoutMs, waiting.signal),
			cancellation(signal, waiting.signal),
		]);
		return parseHandshake(line);
	} finally {
		waiting.abort();
	}
}

function readFirstLine(stdout: Readable): Promise<string> {
	const held: Buffer[] = [];
	let heldBytes = 0;
	return new Promise((resolve, reject) => {
		const onData = (chunk: Buffer) => {
			const lineEnd = chunk.indexOf(10);
			held.push(lineEnd < 0 ? chunk : chunk.subarray(0, lineEnd));
			heldBytes += (held.at(-1) as Buffer).length;
			if (lineEnd < 0 && heldBytes <= maxHandshakeBytes) return;
			stdout.off("data", onData).pause();
			const line = Buffer.concat(held).toString("utf8");
			if (heldBytes > maxHandshakeBytes) return reject(notAPlugin(line));
			const rest = chunk.subarray(lineEnd + 1);
			if (rest.length > 0) stdout.unshift(rest);
			resolve(line);
		};
		stdout.on("data", onData);
	});
}

function ended(exit: PluginExit, options: Options): PluginFailure {
	const why = options.plugin.whyEnded();
	if (why !== undefined)
		return new PluginFailure(
			"died",
			`The plugin was being started and ${why}.`,
		);
	const words = options.lastWords();
	return new PluginFailure(
		"not-a-plugin",
		`The plugin ended (${describeExit(exit)}) before its handshake.${words === "" ? "" : ` It said: "${quote(words)}"`}`,
	);
}

/** How a process ended, in words. */
export function describeExit({ code, signal }: PluginExit): string {
	return signal === null ? `exit code ${code}` : `signal ${signal}`;
}

function silence(timeoutMs: number, done: AbortSignal): Promise<never> {
	return new Promise((_resolve, reject) => {
		const timer = setTimeout(
			() =>
				reject(
					new PluginFailure(
						"silent",
						`The plugin did not say a word within ${timeoutMs} ms after its start, and was killed.`,
					),
				),
			timeoutMs,
		);
		done.addEventListener("abort", () => clearTimeout(timer), { once: true });
	});
}

function cancellation(
	signal: AbortSignal | undefined,
	done: AbortSignal,
): Promise<never> {
	return new Promise((_resolve, reject) => {
		const onAbort = () =>
			reject(new PluginFailure("cancelled", "The start was cancelled."));
		if (signal?.aborted) onAbort();
		signal?.addEventListener("abort", onAbort, { once: true });
		done.addEventListener(
			"abort",
			() => signal?.removeEventListener("abort", onAbort),
			{ once: true },
		);
	});
}

import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after } from "node:test";
import { fileURLToPath } from "node:url";
import {
	PluginFailure,
	type PluginFailureReason,
	type PluginLogLine,
	type PluginProcess,
	type StartPluginOptions,
	startPluginProcess,
} from "./index.ts";

export const echo = fileURLToPath(
	new URL("../testdata/echo-plugin.ts", import.meta.url),
);
export const hostile = fileURLToPath(
	new URL("../testdata/hostile-plugin.ts", import.meta.url),
);
const started: PluginProcess[] = [];
/** Removed at the end. */
export const directories: string[] = [];

after(async () => {
	await Promise.all(started.map((plugin) => plugin.stop({ graceMs: 100 })));
	for (const directory of directories)
		await rm(directory, { recursive: true, force: true });
});

/** A plugin in a folder of its own, stopped at the end. */
export async function start(
	args: readonly string[],
	options: Partial<StartPluginOptions> = {},
) {
	const socketDir = await mkdtemp(join(tmpdir(), "qd-sdk-"));
	directories.push(socketDir);
	const lines: PluginLogLine[] = [];
	const plugin = await startPluginProcess({
		file: process.execPath,
		args,
		env: {},
		cwd: "/",
		socketDir,
		startTimeoutMs: 30_000,
		log: (line) => lines.push(line),
		...options,
	});
	started.push(plugin);
	return { plugin, lines, socketDir };
}

/** What a call failed with. */
export async function failure(
	promise: Promise<unknown>,
): Promise<PluginFailure> {
	const error = await promise.then(
		() => assert.fail("it should have failed"),
		(thrown: unknown) => thrown,
	);
	assert.ok(error instanceof PluginFailure, String(error));
	return error;
}

/** Expects the hostile plugin that does this deed not to start. */
export async function refusesToStart(
	args: readonly string[],
	reason: PluginFailureReason,
	message: RegExp,
	options: Partial<StartPluginOptions> = {},
): Promise<void> {
	const error = await failure(start([hostile, ...args], options));
	assert.match(error.message, message);
	assert.equal(error.reason, reason);
}

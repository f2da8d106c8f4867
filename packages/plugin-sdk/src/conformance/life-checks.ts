import assert from "node:assert/strict";
import { readdir } from "node:fs/promises";
import type { ConformanceCheck } from "./conformance-check.ts";
import { runWithoutHost, withRawPlugin } from "./raw-plugin.ts";
import { type PluginCommand, withPlugin } from "./started-plugin.ts";

/** What every plugin must do, of either kind: begin, say what it is, be well, end. */
export function lifeChecks(start: PluginCommand): ConformanceCheck[] {
	return [
		{
			name: "without a host it says what it is on stderr, and exits with 1",
			async run() {
				const { exitCode, stdout, stderr } = await runWithoutHost(start);
				assert.equal(exitCode, 1);
				assert.equal(stdout, "");
				assert.match(stderr, /plugin/);
			},
		},
		{
			name: "its first line is the handshake, of protocol 1 and version 3, for gRPC",
			run: () =>
				withRawPlugin(start, async (_connection, handshake) => {
					assert.match(handshake, /^1\|3\|(unix|tcp)\|[^|]+\|grpc(\||$)/);
				}),
		},
		{
			name: "it says that it is well, again and again",
			run: () =>
				withPlugin(start, async (plugin) => {
					await plugin.ping();
					await plugin.ping();
				}),
		},
		{
			name: "told to end, it ends by itself with 0 and takes its socket away",
			run: () =>
				withPlugin(start, async (plugin, socketDir) => {
					assert.deepEqual(await plugin.stop({ graceMs: 10_000 }), {
						code: 0,
						signal: null,
					});
					assert.deepEqual(await readdir(socketDir), []);
				}),
		},
		{
			name: "its metadata has a version and a description, and its schema is JSON",
			run: () =>
				withPlugin(start, async (plugin) => {
					const { version, description, jsonSchema, dependencies } =
						await plugin.metadata();
					assert.match(version, /^v?\d+\.\d+\.\d+/);
					assert.notEqual(description, "");
					if (jsonSchema.value !== "") JSON.parse(jsonSchema.value);
					for (const urls of Object.values(dependencies))
						for (const platform of Object.keys(urls))
							assert.match(platform, /^[a-z0-9]+\/[a-z0-9]+$/);
				}),
		},
	];
}

import assert from "node:assert/strict";
import { mkdtemp } from "node:fs/promises";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, test } from "node:test";
import {
	directories,
	echo,
	failure,
	hostile,
	refusesToStart,
	start,
} from "./started-plugins.fixture.ts";

describe("what a plugin names as its own", () => {
	test("somebody else's socket is not connected to, named or linked", async () => {
		const directory = await mkdtemp(join(tmpdir(), "qd-sdk-"));
		directories.push(directory);
		const victim = join(directory, "victim");
		let connections = 0;
		const server = createServer(() => {
			connections += 1;
		});
		await new Promise<void>((resolve) =>
			server.listen(victim, () => resolve()),
		);
		await refusesToStart(
			["points-to-other-socket", victim],
			"not-a-plugin",
			/does not lie/,
		);
		await refusesToStart(
			["points-by-link", victim],
			"not-a-plugin",
			/is no socket/,
		);
		assert.equal(connections, 0);
		server.close();
	});
	test("somebody else's port is not connected to, one of its own is", async () => {
		let connections = 0;
		const server = createServer(() => {
			connections += 1;
		});
		await new Promise<void>((resolve) =>
			server.listen(0, "127.0.0.1", () => resolve()),
		);
		const { port } = server.address() as AddressInfo;
		await refusesToStart(
			["points-to-other-port", String(port)],
			"not-a-plugin",
			/another process listens/,
		);
		assert.equal(connections, 0);
		server.close();
		const { plugin } = await start([hostile, "listens-on-port"]);
		await plugin.ping();
	});
	test("a socket that is swapped for a link while the plugin runs is not followed", async () => {
		const directory = await mkdtemp(join(tmpdir(), "qd-sdk-"));
		directories.push(directory);
		const victim = join(directory, "victim");
		let connections = 0;
		const server = createServer(() => {
			connections += 1;
		});
		await new Promise<void>((resolve) =>
			server.listen(victim, () => resolve()),
		);
		server.unref();
		const { plugin } = await start([hostile, "swaps-its-socket", victim]);
		let said = "";
		for (let call = 0; call < 100 && !/is no socket/.test(said); call++)
			said = await plugin.ping().then(
				() => "",
				(error: Error) => error.message,
			);
		assert.match(said, /is no socket/);
		assert.equal(connections, 0);
		server.close();
	});
	test("a socket of another user is not connected to", async () => {
		const error = await failure(start([echo], { socketUid: 65_533 }));
		assert.equal(error.reason, "not-a-plugin");
		assert.match(error.message, /belongs to another user/);
	});
});

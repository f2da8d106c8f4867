import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { describe, test } from "node:test";
import { AppError } from "@quarterdeck/contract";
import { tempDir, testNatsBinary, until } from "@quarterdeck/testkit";
import { isPortFree } from "./free-port.ts";
import { startNatsServer } from "./nats-server.ts";
import { SetupError } from "./setup-error.ts";

describe("a nats-server that starts", () => {
	test("reports the ports it chose and keeps its client port over kill and restart", async (t) => {
		const server = await startNatsServer({
			binary: await testNatsBinary(),
			config: "http: 127.0.0.1:-1\n",
			port: 0,
			runDir: tempDir(t),
		});
		t.after(() => server.stop());
		assert.match(server.url, /^nats:\/\/127\.0\.0\.1:\d+$/);
		assert.match(server.addresses.monitoring ?? "", /^http:\/\/127\.0\.0\.1:/);
		const { url, pid } = server;
		await server.kill();
		assert.equal((await server.ended).signal, "SIGKILL");
		assert.ok(await isPortFree(server.port));
		await server.restart();
		assert.equal(server.url, url);
		assert.notEqual(server.pid, pid);
		assert.equal(await isPortFree(server.port), false);
	});

	test("a restart of a running one ends the old one first", async (t) => {
		const server = await startNatsServer({
			binary: await testNatsBinary(),
			config: "",
			port: 0,
			runDir: tempDir(t),
		});
		t.after(() => server.stop());
		const old = server.ended;
		await server.restart();
		await old;
		assert.equal(await isPortFree(server.port), false);
	});

	test("stop can be repeated and leaves no file behind", async (t) => {
		const runDir = tempDir(t);
		const server = await startNatsServer({
			binary: await testNatsBinary(),
			config: "",
			port: 0,
			runDir,
		});
		await Promise.all([server.stop(), server.stop()]);
		await server.stop();
		assert.deepEqual(readdirSync(runDir), []);
	});

	test("dies with its killed launcher", async (t) => {
		const module = new URL("./nats-server.ts", import.meta.url).href;
		const settings = {
			binary: await testNatsBinary(),
			config: "",
			port: 0,
			runDir: tempDir(t),
		};
		const launcher = spawn(
			process.execPath,
			[
				"--input-type=module",
				"-e",
				`import { startNatsServer } from ${JSON.stringify(module)};
				 const server = await startNatsServer(${JSON.stringify(settings)});
				 console.log(server.pid); setInterval(() => {}, 1000);`,
			],
			{ stdio: ["ignore", "pipe", "inherit"] },
		);
		t.after(() => launcher.kill("SIGKILL"));
		const pid = Number(String((await once(launcher.stdout, "data"))[0]));
		launcher.kill("SIGKILL");
		await until(() => !existsSync(`/proc/${pid}/exe`), {
			what: "the orphaned server is gone",
		});
	});
});

describe("a nats-server that does not start", () => {
	test("names the taken port and the remedy", async (t) => {
		const squatter = createServer().listen(0, "127.0.0.1");
		await once(squatter, "listening");
		t.after(() => squatter.close());
		const address = squatter.address();
		assert.ok(typeof address === "object" && address);
		await assert.rejects(
			startNatsServer({
				binary: await testNatsBinary(),
				config: "",
				port: address.port,
				runDir: tempDir(t),
			}),
			(error: unknown) => {
				assert.ok(error instanceof AppError);
				assert.equal(error.code, "PORT_TAKEN");
				assert.match(
					error.message,
					new RegExp(`Port ${address.port} .*--nats-port`),
				);
				return true;
			},
		);
	});

	const garbage: Record<string, [string, RegExp]> = {
		"broken syntax": ["foo {{{", /Parse error on line 1/],
		"an unknown key": ["nonsense_key: 1", /unknown field "nonsense_key"/],
		"binary rubbish": ["\u0000\u0001\u{1F4A3}", /did not start/],
		"a folder nobody can make": [
			"jetstream { store_dir: /proc/nowhere }",
			/did not start/,
		],
	};
	for (const [name, [config, reason]] of Object.entries(garbage))
		test(`gives the server's own words for ${name}`, async (t) => {
			const runDir = tempDir(t);
			await assert.rejects(
				startNatsServer({
					binary: await testNatsBinary(),
					config,
					port: 0,
					runDir,
				}),
				(error: unknown) => {
					assert.ok(error instanceof SetupError);
					assert.match(error.message, reason);
					return true;
				},
			);
			assert.deepEqual(readdirSync(runDir), []);
		});

	test("says so when the program is missing, or is another one", async (t) => {
		const runDir = tempDir(t);
		for (const binary of ["/nonexistent", "/etc/passwd", "/bin/cat"])
			await assert.rejects(
				startNatsServer({ binary, config: "", port: 0, runDir }),
				SetupError,
			);
	});

	test("gives up on one that never reports its ports", async (t) => {
		const folder = tempDir(t);
		mkdirSync(join(folder, "run"));
		const binary = join(folder, "nats-server");
		writeFileSync(binary, "#!/bin/sh\nexec sleep 600\n", { mode: 0o755 });
		await assert.rejects(
			startNatsServer({
				binary,
				config: "",
				port: 0,
				runDir: join(folder, "run"),
				startTimeoutMs: 50,
			}),
			/did not accept connections in time/,
		);
	});
});

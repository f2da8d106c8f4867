import assert from "node:assert/strict";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { readEnvironment } from "@quarterdeck/runtime";
import {
	hasDebianTools,
	startDebianArchive,
	tempDir,
} from "@quarterdeck/testkit";
import { provideKubectl } from "./provide-kubectl.ts";
import { provideNatsServer } from "./provide-nats-server.ts";
import { SetupError } from "./setup-error.ts";

function program(folder: string, name: string, prints: string): string {
	mkdirSync(folder, { recursive: true });
	const path = join(folder, name);
	writeFileSync(path, `#!/bin/sh\n/bin/cat <<'END'\n${prints}\nEND\n`, {
		mode: 0o755,
	});
	return path;
}

/** A machine whose PATH has nothing but that folder and the system's own tools. */
function machine(folder: string) {
	const { PATH: _, ...rest } = readEnvironment();
	return { ...rest, no_proxy: "127.0.0.1", PATH: folder };
}

const refuse = () => assert.fail("nothing needs saying");

describe("nats-server", () => {
	test("is taken from PATH when new enough, the first such one", async (t) => {
		const folder = tempDir(t);
		program(join(folder, "a"), "nats-server", "nats-server: v2.9.10");
		const path = program(
			join(folder, "b"),
			"nats-server",
			"nats-server: v2.14.3",
		);
		const provided = await provideNatsServer({
			cacheDir: tempDir(t),
			env: machine(`${folder}/a:relative:${folder}/b`),
			say: refuse,
		});
		assert.deepEqual(provided, { path, version: "2.14.3", source: "path" });
	});

	test("works but is warned about below the advised version", async (t) => {
		const folder = tempDir(t);
		program(folder, "nats-server", "nats-server: v2.10.27");
		const said: string[] = [];
		await provideNatsServer({
			cacheDir: tempDir(t),
			env: machine(folder),
			say: (line) => said.push(line),
		});
		assert.equal(said.length, 1);
		assert.match(said[0] ?? "", /2\.10\.27 works, but 2\.14\.3 or newer/);
	});

	test("too old and not to be had: says what was found, why not, and what to install", async (t) => {
		const folder = tempDir(t);
		program(folder, "nats-server", "nats-server: v2.9.10");
		await assert.rejects(
			provideNatsServer({
				cacheDir: tempDir(t),
				env: machine(folder),
				say: refuse,
			}),
			(error: unknown) => {
				assert.ok(error instanceof SetupError);
				assert.match(error.message, /2\.10\.27 or newer is required/);
				assert.match(error.message, /is version 2\.9\.10/);
				assert.match(error.message, /apt-get is missing/);
				assert.match(error.message, /Install nats-server 2\.10\.27 or newer/);
				return true;
			},
		);
	});

	test("comes from Debian when PATH has only one that does not answer", {
		skip: hasDebianTools ? false : "this machine has no apt",
	}, async (t) => {
		const archive = await startDebianArchive(t);
		archive.publish("sid", [
			{
				name: "nats-server",
				version: "2.15.1-1",
				files: {
					"usr/sbin/nats-server": "#!/bin/sh\necho nats-server: v2.15.1\n",
				},
			},
		]);
		const folder = tempDir(t);
		program(folder, "nats-server", "something else");
		const provided = await provideNatsServer({
			cacheDir: tempDir(t),
			env: machine(`${folder}:/usr/bin:/bin`),
			etcApt: archive.etcApt,
			say: () => {},
		});
		assert.equal(provided.source, "sid");
		assert.equal(provided.version, "2.15.1");
		assert.match(provided.path, /usr\/sbin\/nats-server$/);
	});
});

describe("nothing may be fetched", () => {
	test("what was fetched before is found without asking the archive again", {
		skip: hasDebianTools ? false : "this machine has no apt",
	}, async (t) => {
		const archive = await startDebianArchive(t);
		archive.publish("sid", [
			{
				name: "nats-server",
				version: "2.15.1-1",
				files: {
					"usr/sbin/nats-server": "#!/bin/sh\necho nats-server: v2.15.1\n",
				},
			},
		]);
		const options = {
			cacheDir: tempDir(t),
			env: machine("/usr/bin:/bin"),
			etcApt: archive.etcApt,
		};
		const asked = () => archive.requests.length;
		const fetchedNothing = { ...options, fetch: false, say: refuse };
		await assert.rejects(
			provideNatsServer(fetchedNothing),
			/none in PATH.*has not been downloaded yet/,
		);
		assert.equal(asked(), 0);
		await provideNatsServer({ ...options, say: () => {} });
		const asksOfFetching = asked();
		const found = await provideNatsServer(fetchedNothing);
		assert.equal(found.version, "2.15.1");
		assert.equal(found.source, "sid");
		assert.equal(asked(), asksOfFetching);
	});

	test("an empty cache is left as it is", async (t) => {
		const cacheDir = join(tempDir(t), "cache");
		await assert.rejects(
			provideKubectl({
				cacheDir,
				env: machine(tempDir(t)),
				fetch: false,
				say: refuse,
			}),
			SetupError,
		);
		assert.equal(existsSync(cacheDir), false);
	});
});

describe("kubectl", () => {
	test("behind a vendor's wrapper counts as the version it runs, notices before its answer ignored", async (t) => {
		const folder = tempDir(t);
		program(
			folder,
			"kubectl",
			'A newer release is available.\n{"clientVersion":{"gitVersion":"v1.32.4-dispatcher"}}',
		);
		const provided = await provideKubectl({
			cacheDir: tempDir(t),
			env: machine(`${folder}:/bin`),
			say: refuse,
		});
		assert.equal(provided.version, "1.32.4-dispatcher");
	});

	test("of an older version or with a garbled answer is not taken", async (t) => {
		for (const answer of [
			'{"clientVersion":{"gitVersion":"v1.20.5"}}',
			'{"clientVersion":null}',
			"{broken",
			"null",
			"",
		]) {
			const folder = tempDir(t);
			program(folder, "kubectl", answer);
			await assert.rejects(
				provideKubectl({
					cacheDir: tempDir(t),
					env: machine(folder),
					say: refuse,
				}),
				/kubectl 1\.27 or newer is required/,
			);
		}
	});
});

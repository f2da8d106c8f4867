import assert from "node:assert/strict";
import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { SettingsError } from "@quarterdeck/runtime";
import { tempDir } from "@quarterdeck/testkit";
import { readControlPlaneSettings, readSecrets } from "./settings.ts";

const environment = {
	DATABASE_URL: "postgres://db/x",
	QD_NATS_URL: "tls://a:4222, tls://b:4222",
	QD_NATS_KEYS: "/keys.json",
	QD_OBJECTS_DIR: "/objects",
	QD_MASTER_KEY_FILE: "/master.key",
};

function problems(act: () => unknown): string {
	try {
		act();
	} catch (error) {
		assert.ok(error instanceof SettingsError, String(error));
		return error.problems.join("\n");
	}
	return assert.fail("it was accepted");
}

test("everything that is missing or wrong is told at once, by its name", () => {
	const said = problems(() =>
		readControlPlaneSettings({
			environment: {
				QD_PORT: "many",
				QD_PUBLIC_URL: "ftp://x",
				QD_OWNER_EMAIL: "nobody",
				QD_LOG_LEVEL: "loud",
			},
			flags: {},
		}),
	);
	for (const name of [
		"listen.port",
		"publicUrl",
		"ownerEmail",
		"logLevel",
		"databaseUrl",
		"nats",
		"objectsDir",
		"masterKeyFile",
	])
		assert.match(said, new RegExp(`^${name}`, "m"));
});

test("flags win over variables, and what is not set has its default", () => {
	const settings = readControlPlaneSettings({
		environment: {
			...environment,
			QD_PORT: "1",
			QD_PUBLIC_URL: "https://qd.example.com/",
		},
		flags: { port: "2" },
	});
	assert.deepEqual(settings.listen, { host: "127.0.0.1", port: 2 });
	assert.deepEqual(settings.nats.url, ["tls://a:4222", "tls://b:4222"]);
	assert.equal(settings.publicUrl, "https://qd.example.com");
	assert.equal(settings.commands.defaultTimeoutSeconds, 60);
	assert.equal(settings.logLevel, "info");
});

test("an unknown option in the file is a problem, not a silence", (t) => {
	const file = join(tempDir(t), "settings.yaml");
	writeFileSync(file, "objectDir: /x\n");
	const said = problems(() =>
		readControlPlaneSettings({ environment, flags: { settings: file } }),
	);
	assert.match(said, /objectDir/);
});

test("secrets that others can read, that are missing or broken are refused", (t) => {
	const dir = tempDir(t);
	const write = (name: string, text: string) => {
		const file = join(dir, name);
		writeFileSync(file, text, { mode: 0o600 });
		return file;
	};
	const keysFile = write("keys.json", '{"a":1}');
	const masterKeyFile = write(
		"master.key",
		`${Buffer.alloc(32, 1).toString("base64url")}\n`,
	);
	const read = (changes: { keysFile?: string; masterKeyFile?: string }) =>
		readSecrets({
			nats: {
				url: ["tls://x"],
				keysFile: changes.keysFile ?? keysFile,
				insecure: false,
			},
			masterKeyFile: changes.masterKeyFile ?? masterKeyFile,
		});
	assert.deepEqual(read({}).busKeys, { a: 1 });
	assert.equal(read({}).masterKey.length, 32);
	assert.match(
		problems(() => read({ keysFile: join(dir, "none") })),
		/nats\.keysFile: cannot be read/,
	);
	assert.match(
		problems(() => read({ keysFile: write("bad.json", "{") })),
		/is not JSON/,
	);
	assert.match(
		problems(() => read({ masterKeyFile: write("short.key", "abc") })),
		/32 bytes/,
	);
	chmodSync(keysFile, 0o644);
	assert.match(
		problems(() => read({})),
		/others can read .*chmod 600/,
	);
});

test("a public address with a path is refused", () => {
	for (const url of [
		"https://example.com/qd",
		"https://example.com/?a=b",
		"https://example.com/#x",
	])
		assert.match(
			problems(() =>
				readControlPlaneSettings({
					environment: { ...environment, QD_PUBLIC_URL: url },
					flags: {},
				}),
			),
			/^publicUrl.*must not have a path/m,
		);
});

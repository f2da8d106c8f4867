import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { test } from "node:test";
import { createLife } from "./life.ts";
import { silentLog } from "./log.ts";

test("parts stop in reverse, once, and one that fails to stop does not keep the others", async () => {
	const life = createLife(silentLog);
	const stopped: string[] = [];
	await life.start("database", () => ({
		stop: () => void stopped.push("database"),
	}));
	await life.start("bus", () => ({
		stop: () => {
			throw new Error("stuck");
		},
	}));
	life.atEnd("door", () => void stopped.push("door"));
	await Promise.all([life.stopAll(), life.stopAll()]);
	assert.deepEqual(stopped, ["door", "database"]);
});

test("a process stops in order at SIGTERM with code 0, and with code 1 when it could not start", async () => {
	const script = (begin: string) =>
		`import { superviseProcess } from ${JSON.stringify(join(import.meta.dirname, "life.ts"))};
		 const log = { debug() {}, info() {}, warn() {}, error: (m, f) => console.log(m, f.reason ?? ""), child: () => log };
		 await superviseProcess({ log, begin: async (life) => { ${begin} } });`;
	const run = (begin: string) =>
		spawn(process.execPath, ["--input-type=module", "-e", script(begin)], {
			stdio: ["ignore", "pipe", "inherit"],
		});

	const good = run(
		`life.atEnd("x", () => console.log("stopped")); const keep = setInterval(() => {}, 1000); life.atEnd("y", () => clearInterval(keep)); console.log("ready");`,
	);
	let said = "";
	for await (const chunk of good.stdout.setEncoding("utf8")) {
		said += chunk;
		if (said === "ready\n") good.kill("SIGTERM");
	}
	assert.equal(good.exitCode ?? (await once(good, "exit"))[0], 0);
	assert.equal(said, "ready\nstopped\n");

	const bad = run(
		`life.atEnd("x", () => console.log("undone")); throw new Error("no database");`,
	);
	said = "";
	for await (const chunk of bad.stdout.setEncoding("utf8")) said += chunk;
	assert.equal(bad.exitCode ?? (await once(bad, "exit"))[0], 1);
	assert.match(said, /could not start.*no database[\s\S]*undone/);
});

test("a process that nobody's catch saved ends with code 1, also when its log cannot be written", async () => {
	const script = `import { superviseProcess } from ${JSON.stringify(join(import.meta.dirname, "life.ts"))};
		const log = { debug() {}, info() {}, warn() {}, error() { throw new Error("no space left") }, child: () => log };
		await superviseProcess({ log, begin: async () => void setImmediate(() => { throw new Error("unforeseen") }) });`;
	const unlucky = spawn(
		process.execPath,
		["--input-type=module", "-e", script],
		{ stdio: "ignore" },
	);
	assert.deepEqual(await once(unlucky, "exit"), [1, null]);
});

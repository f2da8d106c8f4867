import assert from "node:assert/strict";
import {
	existsSync,
	mkdirSync,
	readFileSync,
	statSync,
	symlinkSync,
	writeFileSync,
} from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { type TestContext, test } from "node:test";
import { tempDir, until } from "@quarterdeck/testkit";
import { startProgram } from "./start-program.ts";

const root = resolve(import.meta.dirname, "../../../..");

function program(t: TestContext, source: string) {
	const dir = tempDir(t);
	const script = join(dir, "program.mjs");
	writeFileSync(script, source);
	const troubles: string[] = [];
	return {
		troubles,
		options: {
			name: "bell",
			program: { script: relative(root, script), nodeFlags: [], env: {} },
			args: ["--loud"],
			env: { WORD: "ding" },
			root,
			logFile: join(dir, "logs", "bell.log"),
			onTrouble: (line: string) => troubles.push(line),
		},
	};
}

const say = (line: string) => `console.log(${JSON.stringify(line)});`;
const stay = "setInterval(() => {}, 1000);";

test("it is there once it says so, keeps its log to itself, and stops when told", async (t) => {
	const { options, troubles } = program(
		t,
		`${say('{"level":"error","message":"a crack","reason":"old\\nstack"}')}
		console.log(JSON.stringify({ ready: true, word: process.env.WORD, args: process.argv.slice(2), home: process.env.HOME ?? null }));
		${stay}`,
	);
	const running = await startProgram(options);
	assert.deepEqual(running.ready, {
		ready: true,
		word: "ding",
		args: ["--loud"],
		home: null,
	});
	assert.deepEqual(troubles, ["a crack: old"]);
	await running.stop();
	assert.equal((await running.ended).signal, "SIGTERM");
	assert.match(readFileSync(options.logFile, "utf8"), /a crack/);
	assert.equal(statSync(options.logFile).mode & 0o777, 0o600);
});

test("a link in place of its log is refused, and the file behind it kept", async (t) => {
	const { options } = program(t, stay);
	const precious = join(tempDir(t), "precious");
	writeFileSync(precious, "mine");
	mkdirSync(dirname(options.logFile));
	symlinkSync(precious, options.logFile);
	await assert.rejects(startProgram(options), { code: "ELOOP" });
	assert.equal(readFileSync(precious, "utf8"), "mine");
});

test("one that ends instead is reported with the end of its log", async (t) => {
	const { options } = program(
		t,
		`${say('{"level":"error","message":"no bell here","reason":"sold"}')}
		${say("plain words")} process.exitCode = 3;`,
	);
	await assert.rejects(startProgram(options), (error: Error) => {
		assert.match(error.message, /The bell ended with code 3\./);
		assert.match(error.message, /no bell here: sold\n {2}plain words/);
		assert.match(error.message, /bell\.log$/);
		return true;
	});
});

test("told to give up while it starts, it is ended, and starts no more", async (t) => {
	const dir = tempDir(t);
	const trace = join(dir, "pid");
	const { options } = program(
		t,
		`import { writeFileSync } from "node:fs"; writeFileSync(${JSON.stringify(trace)}, String(process.pid)); ${stay}`,
	);
	const stopping = new AbortController();
	const { signal } = stopping;
	const starting = startProgram({ ...options, signal });
	await until(() => existsSync(trace) && readFileSync(trace, "utf8") !== "");
	stopping.abort(new Error("enough"));
	await assert.rejects(starting, /enough/);
	const pid = Number(readFileSync(trace, "utf8"));
	assert.throws(() => process.kill(pid, 0), { code: "ESRCH" });
	await assert.rejects(startProgram({ ...options, signal }), /enough/);
});

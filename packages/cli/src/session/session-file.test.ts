import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { chmodSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { tempDir } from "@quarterdeck/testkit";
import {
	findSession,
	loginSessionFile,
	readSession,
	removeSession,
	writeSession,
} from "./session-file.ts";

const session = (url: string) => ({ url, token: "qdt_secret" });

function places(t: Parameters<typeof tempDir>[0]) {
	const dir = tempDir(t);
	const trial = join(dir, "state", "session-ephemeral.json");
	const kept = join(dir, "state", "session.json");
	return {
		login: loginSessionFile({ HOME: dir }),
		local: [trial, kept],
		trial,
		kept,
	};
}

test("a session is this user's alone, and no draft of it is left", (t) => {
	const { login } = places(t);
	writeSession(login, session("http://127.0.0.1:1"));
	assert.equal(statSync(login).mode & 0o777, 0o600);
	assert.equal(statSync(dirname(login)).mode & 0o777, 0o700);
	assert.deepEqual(readdirSync(dirname(login)), ["session.json"]);
});

test("one that others can read is refused with the remedy, its token untold", (t) => {
	const { login } = places(t);
	writeSession(login, session("http://127.0.0.1:1"));
	for (const mode of [0o640, 0o604, 0o660]) {
		chmodSync(login, mode);
		assert.throws(
			() => readSession(login),
			(error: Error) =>
				/chmod 600/.test(error.message) && !/qdt_/.test(error.message),
		);
	}
});

test("a file that holds no session is told as such, whatever it holds", (t) => {
	const { login } = places(t);
	writeSession(login, session("http://127.0.0.1:1"));
	for (const text of ["", "{", "null", '{"url":"nowhere","token":"x"}', "[]"]) {
		writeFileSync(login, text);
		assert.throws(() => readSession(login), /not a valid session file/, text);
	}
});

test("nobody signed in is told what to do", (t) => {
	assert.throws(() => findSession({}, places(t)), /qd login.*qd up --demo/s);
});

test("the variables win over what runs here, and that over qd login", (t) => {
	const where = places(t);
	writeSession(where.login, session("http://login.example"));
	assert.equal(findSession({}, where).url, "http://login.example");
	writeSession(where.kept, {
		...session("http://local.example"),
		pid: process.pid,
	});
	assert.equal(findSession({}, where).url, "http://local.example");
	writeSession(where.trial, {
		...session("http://trial.example"),
		pid: process.pid,
	});
	assert.equal(findSession({}, where).url, "http://trial.example");
	assert.deepEqual(findSession({ QD_URL: "http://env.example" }, where), {
		url: "http://env.example",
		token: undefined,
	});
});

test("the session of a qd up that was killed counts no more", (t) => {
	const where = places(t);
	const gone = spawnSync("true").pid;
	writeSession(where.kept, { ...session("http://dead.example"), pid: gone });
	writeSession(where.login, session("http://login.example"));
	assert.equal(findSession({}, where).url, "http://login.example");
});

test("an ending qd up takes away its own session only", (t) => {
	const { trial } = places(t);
	writeSession(trial, { ...session("http://a.example"), pid: process.pid });
	removeSession(trial, process.pid + 1);
	assert.equal(readSession(trial)?.url, "http://a.example");
	removeSession(trial, process.pid);
	assert.equal(readSession(trial), undefined);
	removeSession(trial, process.pid);
});

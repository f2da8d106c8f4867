import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { chmodSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { tempDir } from "@quarterdeck/testkit";
import {
	findSession,
	readSession,
	removeSession,
	sessionPlaces,
	writeSession,
} from "./session-file.ts";

const session = (url: string) => ({ url, token: "qdt_secret" });

function places(t: Parameters<typeof tempDir>[0]) {
	const dir = tempDir(t);
	return sessionPlaces({ HOME: dir }, join(dir, "state"));
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
		assert.throws(() => readSession(login), /is no session file/, text);
	}
});

test("nobody signed in is told what to do", (t) => {
	assert.throws(() => findSession({}, places(t)), /qd up --demo.*qd login/s);
});

test("the variables win over what runs here, and that over qd login", (t) => {
	const where = places(t);
	writeSession(where.login, session("http://login.example"));
	assert.equal(findSession({}, where).url, "http://login.example");
	writeSession(where.local, {
		...session("http://local.example"),
		pid: process.pid,
	});
	assert.equal(findSession({}, where).url, "http://local.example");
	writeSession(where.ephemeral, {
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
	writeSession(where.local, { ...session("http://dead.example"), pid: gone });
	writeSession(where.login, session("http://login.example"));
	assert.equal(findSession({}, where).url, "http://login.example");
});

test("an ending qd up takes away its own session only", (t) => {
	const { ephemeral } = places(t);
	writeSession(ephemeral, { ...session("http://a.example"), pid: process.pid });
	removeSession(ephemeral, process.pid + 1);
	assert.equal(readSession(ephemeral)?.url, "http://a.example");
	removeSession(ephemeral, process.pid);
	assert.equal(readSession(ephemeral), undefined);
	removeSession(ephemeral, process.pid);
});

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
		local: {
			files: [trial, kept],
			kept: join(dir, "bootstrap.json"),
			bySocket: (path: string) => () => assert.fail(`${path} was asked`),
		},
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
		socket: "/nowhere/local.sock",
	});
	assert.equal(findSession({}, where).url, "http://local.example");
	writeSession(where.trial, {
		...session("http://trial.example"),
		pid: process.pid,
		socket: "/nowhere/trial.sock",
	});
	assert.equal(findSession({}, where).url, "http://trial.example");
	assert.deepEqual(findSession({ QD_URL: "http://env.example" }, where), {
		url: "http://env.example",
		token: undefined,
		insecure: false,
	});
	const insecure = { QD_URL: "http://env.example", QD_INSECURE: "true" };
	assert.equal(findSession(insecure, where).insecure, true);
});

test("whoever signed in to what runs here uses that sign-in, over the socket of what runs here", (t) => {
	const where = places(t);
	const url = "http://127.0.0.1:7410";
	const socket = "/nowhere/api.sock";
	writeSession(where.kept, { ...session(url), pid: process.pid, socket });
	assert.match(findSession({}, where).narrowHint ?? "", /qd login LINK/);
	writeSession(where.login, {
		url: `${url}/`,
		token: "qdt_wide",
		isLocal: true,
	});
	const found = findSession({}, where);
	assert.deepEqual([found.token, found.narrowHint], ["qdt_wide", undefined]);
	assert.throws(
		() => void found.send?.(new URL(url), {}),
		/api\.sock was asked/,
	);
	removeSession(where.kept);
	assert.throws(() => findSession({}, where), /is stopped/, "not at its port");
});

test("a session of qd up without a socket counts no more: at its port somebody else may listen", (t) => {
	const where = places(t);
	const url = "http://127.0.0.1:7410";
	writeSession(where.kept, { ...session(url), pid: process.pid });
	assert.throws(() => findSession({}, where), /is stopped/);
});

test("what is stopped on this machine is said to be stopped", (t) => {
	const where = places(t);
	assert.throws(() => findSession({}, where), /not signed in/);
	writeFileSync(where.local.kept, "{}");
	assert.throws(() => findSession({}, where), /is stopped.*qd up/s);
});

test("the session of a qd up that was killed counts no more", (t) => {
	const where = places(t);
	const gone = spawnSync("true").pid;
	const socket = "/nowhere/api.sock";
	writeSession(where.kept, {
		...session("http://dead.example"),
		pid: gone,
		socket,
	});
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

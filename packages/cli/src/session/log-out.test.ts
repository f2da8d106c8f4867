import assert from "node:assert/strict";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { tempDir } from "@quarterdeck/testkit";
import { createCommandContext } from "../command-context.ts";
import { createTestTerminal } from "../terminal.fixture.ts";
import { logOut } from "./log-out.ts";
import { writeSession } from "./session-file.ts";

const url = "http://127.0.0.1:1";
const session = { url, token: "qdt_secret" };

function somebody(
	t: Parameters<typeof tempDir>[0],
	more: Readonly<Record<string, string>> = {},
) {
	const dir = tempDir(t);
	const kept = join(dir, "session.json");
	const { terminal, out } = createTestTerminal();
	const local = {
		files: [kept],
		kept: join(dir, "bootstrap.json"),
		bySocket: () => () => assert.fail("nobody is asked"),
	};
	const context = createCommandContext(terminal, { HOME: dir, ...more }, local);
	return { context, kept, out, login: context.sessions.login };
}

test("whoever signs out is told that it happened, or that there was nothing to do", (t) => {
	const { context, login, out } = somebody(t);
	writeSession(login, session);
	logOut(context);
	logOut(context);
	assert.equal(existsSync(login), false);
	assert.equal(
		out(),
		"Signed out on this machine.\nYou were not signed in with qd login.\n",
	);
});

test("whoever signs out is told as whom qd acts then", (t) => {
	const beside = somebody(t);
	writeSession(beside.login, session);
	const socket = join(beside.kept, "../api.sock");
	writeSession(beside.kept, { ...session, pid: process.pid, socket });
	logOut(beside.context);
	assert.match(beside.out(), /^Signed out .* session of the qd up that runs/);
	const pointed = somebody(t, { QD_URL: url });
	writeSession(pointed.login, session);
	logOut(pointed.context);
	assert.match(pointed.out(), /^Signed out .* QD_URL and QD_TOKEN/);
});

test("a session that cannot be read is removed all the same", (t) => {
	const { context, login } = somebody(t);
	writeSession(login, session);
	writeFileSync(login, "{");
	logOut(context);
	assert.equal(existsSync(login), false);
});

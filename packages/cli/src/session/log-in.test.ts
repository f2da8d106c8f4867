import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { createServer } from "node:http";
import { test } from "node:test";
import { tempDir } from "@quarterdeck/testkit";
import { createCommandContext } from "../command-context.ts";
import { createTestTerminal } from "../terminal.fixture.ts";
import { logIn, logInByToken } from "./log-in.ts";
import { readSession, writeSession } from "./session-file.ts";

interface Asked {
	readonly authorization: string | undefined;
	readonly code: string | undefined;
}

interface Ending {
	after(act: () => void | Promise<void>): void;
}

const token = `qdt_${"a".repeat(26)}_${"b".repeat(43)}`;
const person = {
	...{ email: "ana@example.com", displayName: "Ana", role: "MEMBER" },
	...{ groups: [], organisation: { name: "Acme" } },
};

/** A control plane that knows one code and one token. */
async function stage(t: Ending, typed = "") {
	const asked: Asked[] = [];
	const server = createServer(async (request, response) => {
		const body = JSON.parse(
			Buffer.concat(await request.toArray()).toString() || "{}",
		) as { variables?: { code?: string } };
		const { authorization } = request.headers;
		const code = body.variables?.code;
		asked.push({ authorization, code });
		const known = code === "qdl_good" || authorization === `Bearer ${token}`;
		const data = { signIn: { token, person }, me: person };
		const errors = [
			{
				message: "You are not signed in.",
				extensions: { code: "NOT_SIGNED_IN" },
			},
		];
		response.setHeader("content-type", "application/json");
		response.end(JSON.stringify(known ? { data } : { errors }));
	});
	await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
	t.after(() => void server.close());
	const dir = tempDir(t as Parameters<typeof tempDir>[0]);
	const screen = createTestTerminal();
	const terminal = { ...screen.terminal, readSecret: async () => typed };
	const context = createCommandContext(terminal, { HOME: dir });
	const address = server.address();
	const port = typeof address === "object" && address ? address.port : 0;
	return {
		url: `http://127.0.0.1:${port}`,
		context,
		asked,
		said: screen.out,
		file: context.sessions.login,
	};
}

test("what is no link and no address is refused, and nobody is asked", async (t) => {
	const { url, context, asked, file } = await stage(t, token);
	for (const link of ["", "qdl_good", url, `${url}/sign-in`, "ftp://x/#code=y"])
		await assert.rejects(logIn(link, context), /not a sign-in link/, link);
	for (const address of ["", "quarterdeck.example.com", "file:///etc"])
		await assert.rejects(logInByToken(address, context), /not the address/);
	assert.deepEqual(asked, []);
	assert.equal(existsSync(file), false);
});

test("a link signs in whether its code is behind # or ?, and the fragment wins", async (t) => {
	const { url, context, asked, said, file } = await stage(t);
	for (const rest of [
		"#code=qdl_good",
		"?code=qdl_good",
		"?code=x#code=qdl_good",
	])
		await logIn(`${url}/sign-in${rest}`, context);
	assert.deepEqual(
		asked.map(({ code }) => code),
		["qdl_good", "qdl_good", "qdl_good"],
	);
	assert.deepEqual(readSession(file), { url, token, email: person.email });
	assert.match(said(), /as ana@example\.com of Acme\./);
	assert.ok(!said().includes("qdt_"));
});

test("a token is kept when it works, and never otherwise", async (t) => {
	const good = await stage(t, `${token}\n`);
	await logInByToken(`${good.url}/anything?x=1`, good.context);
	assert.equal(readSession(good.file)?.token, token);
	assert.equal(readSession(good.file)?.url, good.url);
	assert.ok(!good.said().includes(token));
	for (const typed of ["", "hunter2", "qdm_x", `${token}\n${token}`]) {
		const bad = await stage(t, typed);
		await assert.rejects(
			logInByToken(bad.url, bad.context),
			(error: Error) =>
				/not an API token/.test(error.message) &&
				(typed === "" || !error.message.includes(typed)),
		);
		assert.deepEqual(bad.asked, []);
	}
	const ended = await stage(t, token.replace("b", "c"));
	await assert.rejects(logInByToken(ended.url, ended.context), /not signed in/);
	assert.equal(existsSync(ended.file), false);
});

test("an address that is not https is refused before a token is asked for, unless the risk is accepted", async (t) => {
	const { context, asked, file } = await stage(t, token);
	const refusing = {
		...context,
		terminal: {
			...context.terminal,
			readSecret: () => assert.fail("a secret was asked for"),
		},
	};
	const refused = /not https.*--insecure/s;
	await assert.rejects(
		logInByToken("http://quarterdeck.example.com", refusing),
		refused,
	);
	await assert.rejects(
		logIn("http://quarterdeck.example.com/sign-in#code=qdl_good", context),
		refused,
	);
	assert.deepEqual(asked, []);
	assert.equal(existsSync(file), false);
	await assert.rejects(
		logInByToken("http://quarterdeck.invalid", context, { insecure: true }),
		/cannot be reached/,
		"it was asked",
	);
});

test("a sign-in to what runs on this machine goes over its socket, and the risk that was accepted is kept", async (t) => {
	const { url, context, asked, file } = await stage(t, token);
	await logInByToken(url, context, { insecure: true });
	assert.equal(readSession(file)?.insecure, true);
	const local = `${file}.local`;
	writeSession(local, {
		url,
		token,
		pid: process.pid,
		socket: `${file}.sock`,
	});
	const ways: string[] = [];
	const sessions = {
		login: file,
		local: {
			files: [local],
			kept: local,
			bySocket: (path: string) => (to: URL, init: RequestInit) => {
				ways.push(path);
				return fetch(to, init);
			},
		},
	};
	const here = { ...context, sessions };
	const before = asked.length;
	await logInByToken(url, here);
	assert.equal(readSession(file)?.isLocal, true);
	await logIn(`${url}/#code=qdl_good`, here);
	assert.deepEqual(ways, [`${file}.sock`, `${file}.sock`]);
	assert.equal(asked.length, before + 2, "both by the socket alone");
});

import assert from "node:assert/strict";
import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { tempDir } from "@quarterdeck/testkit";
import { createApiClient } from "../api/api-client.ts";
import { createCommandContext } from "../command-context.ts";
import { createTestTerminal } from "../terminal.fixture.ts";
import { exportAudit } from "./export-audit.ts";

/** Somebody at a terminal, and a control plane that answers as told. */
async function stage(
	t: TestContext,
	answer: RequestListener,
	isInteractive = false,
) {
	const asked: { url: string | undefined; token: string | undefined }[] = [];
	const server = createServer((request, response) => {
		const { url, headers } = request;
		asked.push({ url, token: headers.authorization });
		answer(request, response);
	});
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	t.after(() => {
		server.closeAllConnections();
		server.close();
	});
	const { port } = server.address() as AddressInfo;
	const url = `http://127.0.0.1:${port}`;
	const {
		terminal,
		out,
		said: told,
	} = createTestTerminal({
		stdout: isInteractive,
	});
	const said = {
		get out() {
			return Buffer.from(out(), "latin1").toString("utf8");
		},
		get told() {
			return told();
		},
	};
	const context = {
		...createCommandContext(terminal, { HOME: "/" }),
		api: () => createApiClient({ url, token: "qda_x" }),
	};
	return { context, said, asked, dir: tempDir(t) };
}

const half: RequestListener = (_request, response) => {
	response.write('{"seq":1}\n', () => response.destroy());
};

test("records are asked for as told and printed letter for letter", async (t) => {
	const text = '{"seq":1,"facts":"ü \u009b2J"}\n';
	const { context, said, asked } = await stage(t, (_request, response) => {
		const bytes = Buffer.from(text);
		// In the middle of a letter.
		response.write(bytes.subarray(0, 19));
		setImmediate(() => response.end(bytes.subarray(19)));
	});
	await exportAudit(
		{ output: "jsonl", person: "a+b@example.com", text: "get pods" },
		context,
	);
	assert.equal(said.out, text);
	assert.deepEqual(asked, [
		{
			url: "/audit/export?format=jsonl&person=a%2Bb%40example.com&text=get+pods",
			token: "Bearer qda_x",
		},
	]);
});

test("who looks at it in a terminal is not shown what would redraw it", async (t) => {
	const { context, said } = await stage(
		t,
		(_request, response) => response.end("a\u001b[2J\u009b\n"),
		true,
	);
	await exportAudit({ output: "csv" }, context);
	assert.equal(said.out, "a\u241b[2J\ufffd\n");
});

test("a file is there when it is whole, readable by its owner alone", async (t) => {
	const { context, said, dir } = await stage(t, (_request, response) =>
		response.end("x\n"),
	);
	const file = join(dir, "audit.csv");
	await exportAudit({ output: "csv", file }, context);
	assert.equal(readFileSync(file, "utf8"), "x\n");
	assert.equal(statSync(file).mode & 0o777, 0o600);
	assert.equal(existsSync(`${file}.partial`), false);
	assert.match(said.told, /Wrote 0\.0 MB to .*audit\.csv/);
});

test("an export that is cut off fails, and leaves what was there before", async (t) => {
	const { context, dir } = await stage(t, half);
	const file = join(dir, "audit.jsonl");
	writeFileSync(file, "before");
	await assert.rejects(exportAudit({ output: "jsonl", file }, context), {
		message: /interrupted.*incomplete/,
		exitCode: 3,
	});
	assert.equal(readFileSync(file, "utf8"), "before");
	assert.equal(existsSync(`${file}.partial`), false);
	await assert.rejects(exportAudit({ output: "jsonl" }, context), {
		exitCode: 3,
	});
});

test("a refusal is told in the control plane's words", async (t) => {
	const { context, dir } = await stage(t, (_request, response) => {
		response.writeHead(400, { "content-type": "application/json" });
		const message = "code: there is no such";
		const error = { message, kind: "invalid", ref: "err_1" };
		response.end(JSON.stringify({ error }));
	});
	const file = join(dir, "audit.jsonl");
	await assert.rejects(exportAudit({ output: "jsonl", file }, context), {
		message: "code: there is no such (ref err_1)",
		exitCode: 2,
	});
	assert.equal(existsSync(file), false);
});

test("a stranger's answer and a place that cannot be written are told as such", async (t) => {
	const stranger = await stage(t, (_request, response) => {
		response.writeHead(502);
		response.end("<html>");
	});
	await assert.rejects(
		exportAudit({ output: "jsonl" }, stranger.context),
		/refused the export \(502\)/,
	);
	const { context, dir } = await stage(t, (_request, response) =>
		response.end("x"),
	);
	await assert.rejects(
		exportAudit({ output: "jsonl", file: join(dir, "nowhere", "x") }, context),
		/Cannot write/,
	);
});

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { test } from "node:test";
import type { Ending } from "../temp-dir.ts";
import { until } from "../until.ts";
import {
	seriousViolations,
	startTestBrowser,
	testChromium,
	whyNoBrowser,
} from "./index.ts";

const skip = await whyNoBrowser();

/** A site whose every path answers with this HTML. */
async function serve(
	t: Ending,
	html: string,
	headers: Readonly<Record<string, string>> = {},
): Promise<string> {
	const server = createServer((request, response) => {
		const status = Number(
			new URL(request.url ?? "/", "http://x").searchParams.get("status") ?? 200,
		);
		response.writeHead(status, { "content-type": "text/html", ...headers });
		response.end(html);
	}).listen(0, "127.0.0.1");
	await once(server, "listening");
	t.after(() => {
		server.closeAllConnections();
		server.close();
	});
	const address = server.address();
	return `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}`;
}

/** A test inside the test, whose end can be brought about and looked at. */
function innerTest() {
	const endings: (() => void | Promise<void>)[] = [];
	return {
		after: (act: () => void | Promise<void>) => void endings.push(act),
		async end() {
			for (const act of endings) await act();
		},
	};
}

const head =
	'<!doctype html><html lang="en"><title>Page</title><link rel="icon" href="data:,">';

const wrongs = [
	{
		what: "a console error",
		html: '<script>console.error("broken", 7)</script>',
		says: /console error at \/: broken 7/,
	},
	{
		what: "an uncaught error",
		html: '<script>throw new TypeError("oh no")</script>',
		says: /uncaught error at \/: TypeError: oh no/,
	},
	{
		what: "a rejection nobody waits for",
		html: '<script>Promise.reject(new Error("late"))</script>',
		says: /late/,
	},
	{
		what: "a violation of the policy",
		html: '<img src="http://127.0.0.1:1/x.png">',
		headers: { "content-security-policy": "img-src data:" },
		says: /content security policy: img-src blocked http:\/\/127.0.0.1:1/,
	},
	{
		what: "an inline script under a policy",
		html: "<script>alert(1)</script>",
		headers: { "content-security-policy": "script-src 'self'; img-src data:" },
		says: /content security policy: script-src-elem blocked inline/,
	},
	{
		what: "a dialog",
		html: "<script>alert('owned')</script>",
		says: /dialog at \/: alert owned/,
	},
	{
		what: "an answer of 500",
		html: '<img alt="" src="/x?status=500">',
		says: /answer 500 from .*\/x/,
	},
];

for (const { what, html, headers, says } of wrongs)
	test(`${what} fails the test that saw it`, { skip }, async (t) => {
		const url = await serve(t, `${head}<h1>Hello</h1>${html}`, headers);
		const inner = innerTest();
		const visitor = await (await startTestBrowser(inner)).visitor();
		await visitor.page.goto(url);
		await until(() => visitor.troubles.some((line) => says.test(line)), {
			what: `${visitor.troubles} matches ${says}`,
		});
		await assert.rejects(inner.end(), says);
	});

test("what a test expects fails nothing", { skip }, async (t) => {
	const url = await serve(t, head);
	const inner = innerTest();
	const visitor = await (await startTestBrowser(inner)).visitor();
	visitor.expects(/status=404|status of 404/);
	await visitor.page.goto(`${url}/?status=404`);
	assert.deepEqual(visitor.troubles, []);
	await inner.end();
});

test("two visitors share no cookies", { skip }, async (t) => {
	const url = await serve(t, head);
	const browser = await startTestBrowser(t);
	const [ada, ben] = [await browser.visitor(), await browser.visitor()];
	await ada.page.goto(url);
	await ada.page.evaluate("document.cookie = 'name=ada'");
	await ben.page.goto(url);
	assert.equal(await ben.page.evaluate("document.cookie"), "");
});

test("no name outside this machine is looked up", { skip }, async (t) => {
	const browser = await startTestBrowser(t);
	const visitor = await browser.visitor();
	await assert.rejects(
		visitor.page.goto("http://example.com/"),
		/ERR_NAME_NOT_RESOLVED/,
	);
});

test("axe names what keeps people out, and nothing on a good page", {
	skip,
}, async (t) => {
	const browser = await startTestBrowser(t);
	const { page } = await browser.visitor();
	await page.goto(
		await serve(t, `${head}<main><h1>Good</h1><button>Go</button></main>`),
	);
	assert.deepEqual(await seriousViolations(page), []);
	await page.goto(
		await serve(t, `${head}<main><h1>Bad</h1><button></button></main>`),
	);
	assert.match(
		(await seriousViolations(page)).join("\n"),
		/button-name at button/,
	);
});

test("letters are drawn, and those of a code are all as wide", {
	skip,
}, async (t) => {
	const browser = await startTestBrowser(t);
	const { page } = await browser.visitor();
	const width = (id: string) => `document.getElementById("${id}").offsetWidth`;
	await page.goto(
		await serve(
			t,
			`${head}<h1>x</h1><code id="i">iiii</code><br><code id="m">mmmm</code><br><span id="s">iiii</span>`,
		),
	);
	const wide = await page.evaluate(width("m"));
	assert.equal(await page.evaluate(width("i")), wide);
	assert.notEqual(await page.evaluate(width("s")), wide);
	assert.notEqual(wide, 0);
});

test("a killed test leaves no browser behind", { skip }, async (t) => {
	const browserModule = new URL("./index.ts", import.meta.url).href;
	const child = spawn(process.execPath, [
		"--input-type=module",
		"-e",
		`import { startTestBrowser } from ${JSON.stringify(browserModule)};
		const browser = await startTestBrowser({ after() {} });
		await browser.visitor();
		console.log("ready");`,
	]);
	t.after(() => child.kill("SIGKILL"));
	const ended = once(child, "exit").then(() => "ended");
	const said = once(child.stdout, "data").then(String);
	assert.match(await Promise.race([said, ended]), /ready/);
	const browsers = descendants(child.pid ?? 0);
	assert.notEqual(browsers.length, 0);
	child.kill("SIGKILL");
	await until(() => browsers.every((pid) => !isAlive(pid)), {
		what: "every process of the browser is gone",
	});
});

test("a Chromium is named with its version", { skip }, async () => {
	const found = await testChromium();
	assert.match("version" in found ? found.version : "", /^\d+\.\d+/);
});

function descendants(pid: number): number[] {
	const parents = new Map<number, number>();
	for (const name of readdirSync("/proc"))
		if (/^\d+$/.test(name)) parents.set(Number(name), parentOf(Number(name)));
	const found = [pid];
	for (const ancestor of found)
		for (const [child, parent] of parents)
			if (parent === ancestor) found.push(child);
	return found.slice(1);
}

function parentOf(pid: number): number {
	return Number(statOf(pid)[1] ?? 0);
}

function isAlive(pid: number): boolean {
	const [state] = statOf(pid);
	return state !== undefined && state !== "Z";
}

/** State and parent, after the name in parentheses. */
function statOf(pid: number): string[] {
	try {
		const text = readFileSync(`/proc/${pid}/stat`, "utf8");
		return text.slice(text.lastIndexOf(")") + 2).split(" ");
	} catch {
		return [];
	}
}

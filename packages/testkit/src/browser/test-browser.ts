import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { readEnvironment } from "@quarterdeck/runtime";
import { type Browser, chromium } from "playwright-core";
import { tempDir } from "../temp-dir.ts";
import { type TestChromium, testChromium } from "./test-chromium.ts";
import {
	beginVisit,
	type Visit,
	type Visitor,
	type VisitorOptions,
	type WatchedEnding,
} from "./visitor.ts";

/** A real Chromium. */
export interface TestBrowser {
	/** Somebody new, with cookies of their own. */
	visitor(options?: VisitorOptions): Promise<Visitor>;
}

const args = [
	"--disable-gpu",
	"--disable-quic",
	"--no-first-run",
	"--disable-background-networking",
	"--disable-component-update",
	"--disable-sync",
	"--disable-dev-shm-usage",
	// It speaks to this machine and to nobody else.
	"--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
];
const idleMs = 500;

let running: Promise<Browser> | undefined;
let users = 0;
let idle: NodeJS.Timeout | undefined;

/** For a test's `skip`: false, or why there is no browser here. */
export async function whyNoBrowser(): Promise<string | false> {
	const found = await testChromium();
	return "missing" in found ? found.missing : false;
}

/**
 * The browser of this test file, started by its first test and ended when no test uses it any more. It talks to its
 * test by a pipe, so it ends with the process, however that ends. When the test ends it fails if anything went wrong
 * on a visitor's pages that was not expected: a console error, an uncaught error, a violation of the content security
 * policy, a dialog, an answer of 500 or more. What a test starts later ends later: start the browser before the
 * servers its pages talk to.
 * @throws Error when there is none: skip tests by `whyNoBrowser`.
 */
export async function startTestBrowser(t: WatchedEnding): Promise<TestBrowser> {
	const found = await testChromium();
	if ("missing" in found) throw new Error(found.missing);
	users += 1;
	clearTimeout(idle);
	const visits: Visit[] = [];
	t.after(async () => {
		const left: string[] = [];
		for (const visit of visits) left.push(...(await visit.end(t)));
		leave();
		if (left.length > 0)
			throw new Error(`errors in the browser:\n${left.join("\n")}`);
	});
	running ??= launch(found);
	const browser = await running;
	return {
		async visitor(options = {}) {
			const visit = await beginVisit(browser, options);
			visits.push(visit);
			return visit.visitor;
		},
	};
}

async function launch(found: TestChromium): Promise<Browser> {
	const home = tempDir();
	const { PATH = "" } = readEnvironment();
	const env: Record<string, string> = { PATH, HOME: home, LANG: "C.UTF-8" };
	for (const name of ["CONFIG", "CACHE", "DATA", "RUNTIME"]) {
		const folder = join(home, name.toLowerCase());
		mkdirSync(folder, { mode: 0o700 });
		env[name === "RUNTIME" ? "XDG_RUNTIME_DIR" : `XDG_${name}_HOME`] = folder;
	}
	return await chromium.launch({
		executablePath: found.path,
		// Root may not use Chromium's own sandbox, and tests run as root too.
		chromiumSandbox: false,
		args,
		env: { ...env, ...found.env },
	});
}

/** The next test of the file usually begins at once; a browser nobody wants for a while would keep the file from ending. */
function leave(): void {
	users -= 1;
	if (users > 0) return;
	idle = setTimeout(() => {
		const browser = running;
		running = undefined;
		browser?.then((open) => open.close()).catch(() => {});
	}, idleMs);
}

import type { Browser, BrowserContext, Page } from "playwright-core";
import type { Ending } from "../temp-dir.ts";

export interface VisitorOptions {
	/** Default 1280 × 800. */
	readonly viewport?: { readonly width: number; readonly height: number };
	readonly colorScheme?: "light" | "dark";
	/** Default true: nothing moves, so that pictures and tests do not depend on the moment. */
	readonly reducedMotion?: boolean;
}

/** A screen of 390 × 844: a phone. */
export const phone = { width: 390, height: 844 } as const;

/** Somebody with a browser of their own: no cookies, nothing remembered. */
export interface Visitor {
	/** The first tab. */
	readonly page: Page;
	readonly context: BrowserContext;
	/** One more tab. */
	open(): Promise<Page>;
	/** What went wrong so far on any of their pages and was not expected, one line each. */
	readonly troubles: readonly string[];
	/** Lines that match are no trouble, whenever they come: for what a test brings about on purpose. */
	expects(pattern: RegExp): void;
}

/** The end of a test, which can tell more about a failure. */
export interface WatchedEnding extends Ending {
	readonly passed?: boolean;
	diagnostic?(text: string): void;
}

const maxTroubles = 100;

/** A visitor and their leaving. */
export interface Visit {
	readonly visitor: Visitor;
	/** Closes their pages. Answers what is left of `troubles`. */
	end(t: WatchedEnding): Promise<readonly string[]>;
}

/** Lets somebody in and watches their pages. */
export async function beginVisit(
	browser: Browser,
	options: VisitorOptions,
): Promise<Visit> {
	const context = await browser.newContext({
		viewport: options.viewport ?? { width: 1280, height: 800 },
		colorScheme: options.colorScheme ?? "light",
		reducedMotion: (options.reducedMotion ?? true) ? "reduce" : "no-preference",
		locale: "en-GB",
		timezoneId: "UTC",
		permissions: ["clipboard-read", "clipboard-write"],
	});
	context.setDefaultTimeout(15_000);
	const seen: string[] = [];
	const expected: RegExp[] = [];
	const report = (line: string) => {
		if (seen.length < maxTroubles) seen.push(line);
	};
	await watchPolicy(context, report);
	context.on("page", (page) => watch(page, report));
	const troubles = () =>
		seen.filter((line) => !expected.some((pattern) => pattern.test(line)));
	const page = await context.newPage();
	const visitor: Visitor = {
		page,
		context,
		open: () => context.newPage(),
		get troubles() {
			return troubles();
		},
		expects: (pattern) => void expected.push(pattern),
	};
	return {
		visitor,
		async end(t) {
			if (t.passed === false) await describe(context, t);
			// What breaks because the page goes away is not reported.
			const left = troubles();
			await context.close();
			return left;
		},
	};
}

function watch(page: Page, report: (line: string) => void): void {
	const at = () => new URL(page.url(), "about:blank").pathname;
	page.on("console", (message) => {
		if (message.type() !== "error") return;
		const { url } = message.location();
		report(`console error at ${at()}: ${message.text()} (${url})`);
	});
	page.on("pageerror", (error) => {
		report(`uncaught error at ${at()}: ${error.stack ?? error.message}`);
	});
	page.on("dialog", (dialog) => {
		report(`dialog at ${at()}: ${dialog.type()} ${dialog.message()}`);
		dialog.dismiss().catch(() => {});
	});
	page.on("response", (response) => {
		if (response.status() >= 500)
			report(`answer ${response.status()} from ${response.url()}`);
	});
	page.on("crash", () => report(`the page at ${at()} crashed`));
}

// The console tells of violations too, but not of those in a report-only policy or in a worker.
async function watchPolicy(
	context: BrowserContext,
	report: (line: string) => void,
): Promise<void> {
	await context.exposeBinding(
		"reportPolicyViolation",
		(_source, directive: string, blocked: string) =>
			report(`content security policy: ${directive} blocked ${blocked}`),
	);
	await context.addInitScript(`
		document.addEventListener("securitypolicyviolation", (event) =>
			reportPolicyViolation(event.violatedDirective, event.blockedURI));
	`);
}

/** What whoever failed was looking at. */
async function describe(
	context: BrowserContext,
	t: WatchedEnding,
): Promise<void> {
	for (const page of context.pages()) {
		const tree = await page
			.locator("body")
			.ariaSnapshot({ timeout: 1000 })
			.catch((error: unknown) => String(error));
		t.diagnostic?.(`seen at ${page.url()}:\n${tree.slice(0, 5000)}`);
	}
}

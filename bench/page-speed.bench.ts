import { startTestBrowser, type Visitor } from "@quarterdeck/testkit/browser";
import { startTestFleet } from "@quarterdeck/testkit/fleet";
import { type Finding, ms, summarise } from "./measure.ts";
import { untilDone } from "./until-done.ts";

const views = 7;

/** A page of the organisation: signing in ends at its overview. */
const inside = /\/o\/[^/]+\/overview$/;

const configuration = `
executors:
  reads:
    botkube/kubectl:
      enabled: true
      context: {rbac: {group: {type: Static, static: {values: [readers]}}}}
communications:
  house:
    console:
      enabled: true
      channels:
        general: {name: general, bindings: {executors: [reads]}}
`;

/** Kept by the page itself from its first moment; the names are those of the Performance API. */
const observe = `
	window.__seen = { paint: 0, largest: 0, shift: 0, longest: 0 };
	const on = (type, take) => new PerformanceObserver((list) => list.getEntries().forEach(take))
		.observe({ type, buffered: true });
	on("paint", (entry) => { if (entry.name === "first-contentful-paint") __seen.paint = entry.startTime; });
	on("largest-contentful-paint", (entry) => { __seen.largest = entry.startTime; });
	on("layout-shift", (entry) => { if (!entry.hadRecentInput) __seen.shift += entry.value; });
	on("longtask", (entry) => { __seen.longest = Math.max(__seen.longest, entry.duration); });
`;

interface Seen {
	/** Milliseconds from the request until something, and until the largest part, was painted. */
	readonly paint: number;
	readonly largest: number;
	/** Cumulative layout shift. */
	readonly shift: number;
	/** Milliseconds of the longest task. */
	readonly longest: number;
	/** Milliseconds until one can type a command below the answers that are there. */
	readonly usable: number;
}

/** The first view of the console, as somebody has it whose browser keeps nothing of us but the session. */
export async function pageSpeed(): Promise<Finding[]> {
	await using ending = untilDone();
	const browser = await startTestBrowser(ending);
	const fleet = await startTestFleet(ending, {
		clusters: ["eu", "us"],
		configuration,
		web: true,
	});
	const ana = await fleet.person("ana@example.com");
	for (let i = 0; i < 20; i++)
		await ana.says("kubectl get pods -n shop --cluster eu,us");
	const { page } = await browser.visitor();
	await page.goto(await fleet.signInLink("ben@example.com"));
	await page.getByRole("button", { name: "Sign in" }).click();
	await page.waitForURL(inside);
	const url = page.url().replace(/\/[^/]*$/, "/console/general");
	await page.close();
	const seen: Seen[] = [];
	for (let view = 0; view < views; view++)
		seen.push(
			await viewOnce(
				browser,
				await fleet.signInLink(`v${view}@example.com`),
				url,
			),
		);
	return findings(seen.slice(1));
}

async function viewOnce(
	browser: Awaited<ReturnType<typeof startTestBrowser>>,
	link: string,
	url: string,
): Promise<Seen> {
	const { context, page: first } = await browser.visitor();
	await first.goto(link);
	await first.getByRole("button", { name: "Sign in" }).click();
	await first.waitForURL(inside);
	await first.close();
	const page = await context.newPage();
	const protocol = await context.newCDPSession(page);
	await protocol.send("Network.setCacheDisabled", { cacheDisabled: true });
	await page.addInitScript(observe);
	await page.goto(url);
	return await settled(page);
}

async function settled(page: Visitor["page"]): Promise<Seen> {
	await page.getByRole("combobox", { name: "Command" }).waitFor();
	await page.getByText("cart-eu").first().waitFor();
	const usable = Number(await page.evaluate("performance.now()"));
	await page.waitForLoadState("networkidle", { timeout: 3000 }).catch(() => {});
	const seen = await page.evaluate<Omit<Seen, "usable">>("window.__seen");
	await page.close();
	return { ...seen, usable };
}

function findings(seen: readonly Seen[]): Finding[] {
	const p50 = (of: (one: Seen) => number) => summarise(seen.map(of)).p50;
	const largest = p50((one) => one.largest);
	const shift = Math.max(...seen.map((one) => one.shift));
	const longest = p50((one) => one.longest);
	return [
		{
			claim: "page-speed: first view of the console, p50",
			measured: `${ms(largest)} (something after ${ms(p50((one) => one.paint))}, usable after ${ms(p50((one) => one.usable))})`,
			aim: "≤ 700 ms",
			met: largest <= 700,
		},
		{
			claim: "page-speed: layout shift of that view, worst",
			measured: shift.toFixed(3),
			aim: "≤ 0.05",
			met: shift <= 0.05,
		},
		{
			claim: "page-speed: longest task of that view, p50",
			measured: ms(longest),
			aim: "≤ 200 ms",
			met: longest <= 200,
		},
	];
}

if (import.meta.main) console.table(await pageSpeed());

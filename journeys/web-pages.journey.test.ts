import assert from "node:assert/strict";
import { test } from "node:test";
import {
	phone,
	screenshot,
	seriousViolations,
	startTestBrowser,
	type Visitor,
	whyNoBrowser,
} from "@quarterdeck/testkit/browser";
import { startTestFleet } from "@quarterdeck/testkit/fleet";
import { fleetConfiguration } from "./fleet-configuration.ts";
import { overflow, signInByLink } from "./web-visit.ts";

type Page = Visitor["page"];

const skip = await whyNoBrowser();

/** Every page of an organisation, and a text that is there when it has come. */
const pagesOf: readonly {
	readonly name: string;
	readonly path: string;
	readonly shows: (page: Page) => Promise<void>;
}[] = [
	{
		name: "overview",
		path: "overview",
		shows: async (page) => {
			await page.getByText("1 failed, 0 not run, 0 lost").waitFor();
			await page.locator(".recharts-bar").first().waitFor();
			await page.getByText("Configuration version 1").waitFor();
		},
	},
	{
		name: "console",
		path: "console/general",
		shows: (page) => page.getByText("cart-eu").first().waitFor(),
	},
	{
		name: "clusters",
		path: "clusters",
		shows: (page) => page.getByText("region=us").waitFor(),
	},
	{
		name: "cluster",
		path: "clusters/eu",
		shows: (page) => page.getByText("botkube/kubectl").waitFor(),
	},
	{
		name: "configuration",
		path: "configuration",
		shows: (page) => page.getByText("botkube/kubectl").first().waitFor(),
	},
	{
		name: "audit",
		path: "audit",
		shows: (page) => page.getByText("kubectl get pods").first().waitFor(),
	},
	{
		name: "people",
		path: "people",
		shows: (page) => page.getByText("owner@example.com").first().waitFor(),
	},
	{
		name: "account",
		path: "account",
		shows: (page) => page.getByText("this browser").waitFor(),
	},
];

const looks = [
	{ name: "light", colorScheme: "light" },
	{ name: "dark", colorScheme: "dark" },
	{ name: "phone", colorScheme: "light", viewport: phone },
] as const;

test("every page can be used and read, in light, in dark and on a phone", {
	skip,
}, async (t) => {
	const browser = await startTestBrowser(t);
	const fleet = await startTestFleet(t, {
		clusters: ["eu", "us"],
		configuration: fleetConfiguration,
		web: true,
	});
	const ana = await fleet.person("ana@example.com");
	await ana.says("kubectl get pods -n shop --cluster eu,us");
	await ana.says("kubectl get pod missing -n shop --cluster eu");

	for (const look of looks)
		await t.test(look.name, async (t) => {
			const { page } = await (await startTestBrowser(t)).visitor(look);
			const pages = await signInByLink(
				page,
				await fleet.signInLink(`${look.name}@example.com`),
			);
			for (const { name, path, shows } of pagesOf) {
				await page.goto(pages + path);
				await shows(page);
				assert.deepEqual(await seriousViolations(page), [], name);
				assert.equal(await overflow(page), 0, `${name} is too wide`);
				await screenshot(page, `${name}-${look.name}`);
			}
		});

	for (const look of looks)
		await t.test(`signed out, ${look.name}`, async (t) => {
			const { page } = await (await startTestBrowser(t)).visitor(look);
			for (const path of ["/", "/sign-in", "/join", "/welcome", "/nowhere"]) {
				await page.goto(fleet.url + path);
				await page.getByRole("heading").first().waitFor();
				assert.deepEqual(await seriousViolations(page), [], path);
				assert.equal(await overflow(page), 0, `${path} is too wide`);
			}
			await page.goto(`${fleet.url}/sign-in`);
			await page.getByRole("heading").first().waitFor();
			await screenshot(page, `sign-in-${look.name}`);
		});

	await t.test(
		"an address of another organisation, and one of no page, say so",
		async () => {
			const { page } = await browser.visitor();
			const pages = await signInByLink(
				page,
				await fleet.signInLink("ben@example.com"),
			);
			for (const url of [
				pages.replace(/org_[^/]+/, "org_00000000000000000000000000"),
				`${pages}nowhere`,
				`${pages}clusters/none`,
				`${pages}audit/aud_00000000000000000000000000`,
			]) {
				await page.goto(url);
				await page
					.getByText(/not found/i)
					.first()
					.waitFor();
				assert.deepEqual(await seriousViolations(page), [], url);
				await page.getByRole("link", { name: "People" }).waitFor();
			}
			await page.close();
		},
	);

	await t.test(
		"an address without the organisation's name gets it, and keys lead to pages",
		async () => {
			const { page } = await browser.visitor();
			const pages = await signInByLink(
				page,
				await fleet.signInLink("cleo@example.com"),
			);
			assert.match(pages, /\/o\/test-org_[^/]+\/$/);
			await page.goto(`${pages.replace("/test-org_", "/org_")}audit?text=pods`);
			await page.waitForURL(`${pages}audit?text=pods`);
			await page.getByText("kubectl get pods").first().waitFor();
			await page.keyboard.press("?");
			const help = page.getByRole("dialog", { name: "Keyboard shortcuts" });
			await help.getByText("Go to People").waitFor();
			await page.keyboard.press("Escape");
			await help.waitFor({ state: "hidden" });
			await page.keyboard.press("g");
			await page.keyboard.press("p");
			await page.waitForURL(`${pages}people`);
			// What is typed into a field stays there.
			await page.getByRole("searchbox", { name: "Search people" }).focus();
			await page.keyboard.type("ga?/");
			await page.waitForURL(/search=ga/);
			await page.keyboard.press("Tab");
			assert.ok(page.url().startsWith(`${pages}people`));
			await page.close();
		},
	);
});

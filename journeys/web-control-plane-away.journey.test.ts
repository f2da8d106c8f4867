import assert from "node:assert/strict";
import { test } from "node:test";
import {
	seriousViolations,
	startTestBrowser,
	whyNoBrowser,
} from "@quarterdeck/testkit/browser";
import { startTestFleet } from "@quarterdeck/testkit/fleet";
import { fleetConfiguration } from "./fleet-configuration.ts";
import { signInByLink } from "./web-visit.ts";

const skip = await whyNoBrowser();

test("while the control plane is away the pages stay, and say how old they are", {
	skip,
}, async (t) => {
	const browser = await startTestBrowser(t);
	const fleet = await startTestFleet(t, {
		clusters: ["eu"],
		configuration: fleetConfiguration,
		web: true,
	});
	const visitor = await browser.visitor();
	const { page } = visitor;
	visitor.expects(/ERR_|Failed to load resource|ApiFailure/);
	const pages = await signInByLink(
		page,
		await fleet.signInLink("dora@example.com"),
	);
	await page.goto(`${pages}console`);
	await page.getByRole("combobox", { name: "Command" }).waitFor();
	// As if it had not come ahead: opening the page has to fetch its code.
	await page.route(/\/assets\/people-page/, (route) => route.abort());
	await fleet.controlPlane.kill();
	const banner = page
		.getByRole("alert")
		.filter({ hasText: "Cannot reach the control plane." });
	await banner.getByText(/Data as of/).waitFor();
	await page.getByRole("link", { name: "People" }).click();
	const failed = page
		.getByRole("main")
		.getByRole("alert")
		.filter({ hasText: "The control plane is not responding." });
	await failed.first().waitFor();
	assert.equal(page.url(), `${pages}people`);
	assert.deepEqual(await seriousViolations(page), []);
	await page.unroute(/\/assets\/people-page/);
	await fleet.controlPlane.start();
	await banner.waitFor({ state: "hidden" });
	await failed.getByRole("button", { name: "Try again" }).click();
	await page.getByText("owner@example.com").first().waitFor();
});

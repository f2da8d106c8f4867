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
	visitor.expects(/ERR_|Failed to load resource|ApiFailure|answer 503/);
	const pages = await signInByLink(
		page,
		await fleet.signInLink("dora@example.com"),
	);
	const ana = await fleet.person("ana@example.com");
	await ana.says("kubectl get pods -n shop --cluster eu");
	// As if it had not come ahead: opening the page, or the part of one, has to fetch its code.
	const late = /\/assets\/(people-page|output-viewer)/;
	await page.route(late, (route) => route.abort());
	await page.goto(`${pages}console`);
	await page.getByText("cart-eu").first().waitFor();
	await fleet.controlPlane.kill();
	const banner = page
		.getByRole("alert")
		.filter({ hasText: "Cannot reach the control plane." });
	await banner.getByText(/Data as of/).waitFor();
	const failed = page
		.getByRole("main")
		.getByRole("alert")
		.filter({ hasText: "The control plane is not responding." });
	const open = "Open the output of eu in the viewer";
	const dialog = page.getByRole("dialog");
	await page.getByRole("button", { name: open }).first().click();
	await dialog.getByText(/^The control plane is not responding/).waitFor();
	assert.deepEqual(await seriousViolations(page), []);
	await page.unroute(late);
	await fleet.controlPlane.start();
	await banner.waitFor({ state: "hidden" });
	await dialog.getByRole("button", { name: "Try again" }).click();
	// Chromium remembers of a file that it did not come.
	await dialog.getByRole("button", { name: "Reload the page" }).click();
	await dialog.getByText("cart-eu").first().waitFor();
	await dialog.getByRole("button", { name: "Close the viewer" }).click();

	await page.route(late, (route) => route.abort());
	await fleet.controlPlane.kill();
	await banner.getByText(/Data as of/).waitFor();
	await page.getByRole("link", { name: "People" }).click();
	await page.waitForURL(/people$/);
	await failed.first().waitFor();
	assert.equal(page.url(), `${pages}people`);
	assert.deepEqual(await seriousViolations(page), []);
	await page.unroute(late);
	await fleet.controlPlane.start();
	await banner.waitFor({ state: "hidden" });
	await failed.getByRole("button", { name: "Try again" }).click();
	await page.getByText("owner@example.com").first().waitFor();
});

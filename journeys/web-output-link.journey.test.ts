import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import {
	seriousViolations,
	startTestBrowser,
	type Visitor,
	whyNoBrowser,
} from "@quarterdeck/testkit/browser";
import { startTestFleet } from "@quarterdeck/testkit/fleet";
import { fleetConfiguration } from "./fleet-configuration.ts";
import { signInByLink } from "./web-visit.ts";

type Page = Visitor["page"];

const skip = await whyNoBrowser();

/** Follows a link that stands on a page of another site: a name of loopback that is not the one people use. */
async function followFromElsewhere(page: Page, link: string): Promise<void> {
	const elsewhere = new URL("/sign-in", link);
	elsewhere.hostname = "localhost";
	await page.goto(elsewhere.href);
	await page.evaluate(
		`(() => { const a = document.createElement("a"); a.href = ${JSON.stringify(link)}; document.body.append(a); a.click(); })()`,
	);
}

test("a link from a chat to an output shows a page, and the file comes when it is asked for there", {
	skip,
}, async (t) => {
	const browser = await startTestBrowser(t);
	const fleet = await startTestFleet(t, {
		clusters: ["eu"],
		configuration: fleetConfiguration,
		web: true,
	});
	await fleet.owner.says("kubectl get pods -n shop --cluster eu", {
		in: "general",
	});
	const { commands } = await fleet.owner.api.ask<{
		readonly commands: {
			readonly edges: readonly {
				readonly node: { readonly runs: readonly { readonly id: string }[] };
			}[];
		};
	}>("{ commands(first: 1) { edges { node { runs { id } } } } }", {});
	const link = `${fleet.url}/outputs/${commands.edges[0]?.node.runs[0]?.id}`;

	await t.test("who is not signed in is led to sign in", async () => {
		const { page } = await browser.visitor();
		await followFromElsewhere(page, link);
		await page.getByRole("link", { name: "Sign in" }).click();
		await page.waitForURL(/\/sign-in\?returnTo=%2Foutputs/);
	});

	await t.test("a member downloads it", async () => {
		const { page } = await browser.visitor();
		await signInByLink(page, await fleet.signInLink("bea@example.com"));
		await followFromElsewhere(page, link);
		const button = page.getByRole("link", { name: "Download from Test" });
		await button.waitFor();
		assert.deepEqual(await seriousViolations(page), []);
		const coming = page.waitForEvent("download");
		await button.click();
		const path = await (await coming).path();
		assert.match(readFileSync(path, "utf8"), /cart-eu/);
	});
});

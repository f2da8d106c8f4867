import assert from "node:assert/strict";
import { test } from "node:test";
import { until } from "@quarterdeck/testkit";
import {
	seriousViolations,
	startTestBrowser,
	whyNoBrowser,
} from "@quarterdeck/testkit/browser";
import { startTestFleet } from "@quarterdeck/testkit/fleet";
import { fleetConfiguration } from "./fleet-configuration.ts";
import { signInByLink } from "./web-visit.ts";

const skip = await whyNoBrowser();

test("a configuration is broken, mended and applied in the browser, and the agent takes it", {
	skip,
}, async (t) => {
	const browser = await startTestBrowser(t);
	const fleet = await startTestFleet(t, {
		clusters: ["eu"],
		configuration: fleetConfiguration,
		web: true,
	});
	const { page } = await browser.visitor();
	const pages = await signInByLink(
		page,
		await fleet.signInLink("ana@example.com"),
	);
	await page.goto(`${pages}configuration`);
	const editor = page.getByRole("textbox", { name: "Configuration as YAML" });
	const apply = page.getByRole("button", { name: "Apply…" });
	await editor.getByText("botkube/kubectl").first().waitFor();
	const eu = fleet.cluster("eu");
	const before = await until(() => eu.configurationVersion());

	await t.test(
		"what is wrong is said with its line, and cannot be applied",
		async () => {
			await editor.press("ControlOrMeta+End");
			await editor.pressSequentially("executorz: {}\n");
			const problem = page
				.getByRole("list", { name: "Problems" })
				.getByRole("button", { name: /line \d+.*executorz/ });
			await problem.waitFor();
			assert.ok(await apply.isDisabled());
			const line = Number(/line (\d+)/.exec(await problem.innerText())?.[1]);
			const text = await fleet.owner.api.ask<{
				configuration: { yaml: string };
			}>("{ configuration { yaml } }", {});
			// It stands behind the last line there was.
			assert.equal(
				line,
				text.configuration.yaml.trimEnd().split("\n").length + 1,
			);
			assert.deepEqual(await seriousViolations(page), []);
		},
	);

	await t.test("nothing was applied", async () => {
		assert.equal(await eu.configurationVersion(), before);
	});

	await t.test(
		"mended it is compared, applied, and taken by the agent",
		async () => {
			await editor.press("ControlOrMeta+End");
			for (let key = 0; key < "executorz: {}\n".length; key += 1)
				await editor.press("Backspace");
			await editor.pressSequentially("# mended in the browser");
			await page.getByText("No problems").waitFor();
			await apply.click();
			const dialog = page.getByRole("dialog");
			await dialog.getByText("mended in the browser").first().waitFor();
			assert.deepEqual(await seriousViolations(page), []);
			await dialog.getByRole("button", { name: /^Apply/ }).click();
			await page
				.getByText(`1 of 1 agent has loaded version ${before + 1}.`)
				.waitFor();
			assert.equal(await eu.configurationVersion(), before + 1);
		},
	);

	await t.test("it stands in the audit, by who applied it", async () => {
		await page.goto(`${pages}audit`);
		await page
			.getByRole("row", { name: /ana@example.com.*[Cc]onfiguration/ })
			.first()
			.waitFor();
	});
});

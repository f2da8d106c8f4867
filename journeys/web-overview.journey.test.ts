import assert from "node:assert/strict";
import { test } from "node:test";
import {
	phone,
	seriousViolations,
	startTestBrowser,
	whyNoBrowser,
} from "@quarterdeck/testkit/browser";
import { startTestFleet } from "@quarterdeck/testkit/fleet";
import { fleetConfiguration } from "./fleet-configuration.ts";
import { signInByLink } from "./web-visit.ts";

const skip = await whyNoBrowser();

/** How two colours as `rgb(…)` stand out from each other (WCAG 2.2). */
function contrast(a: string, b: string): number {
	const [darker = 0, lighter = 0] = [luminance(a), luminance(b)].sort(
		(x, y) => x - y,
	);
	return (lighter + 0.05) / (darker + 0.05);
}

function luminance(colour: string): number {
	const [red = 0, green = 0, blue = 0] = (colour.match(/[\d.]+/g) ?? []).map(
		(part) => {
			const share = Number(part) / 255;
			return share <= 0.04045
				? share / 12.92
				: ((share + 0.055) / 1.055) ** 2.4;
		},
	);
	return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

test("the first page tells how the fleet is, and leads to the cluster in trouble and a command there", {
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
	const { page } = await browser.visitor();
	const pages = await signInByLink(
		page,
		await fleet.signInLink("ben@example.com"),
	);
	const card = (name: string) => page.getByRole("region", { name });

	await t.test("who signs in sees what failed, and where", async () => {
		await page.getByRole("heading", { name: "Overview", level: 1 }).waitFor();
		await card("Failures and refusals")
			.getByText("Of 2 commands: 1 failed, 0 not run, 0 lost.")
			.waitFor();
		await card("Failures and refusals")
			.getByRole("img", { name: /1 failed.* of 2 commands/ })
			.waitFor();
		await card("Credentials near their end")
			.getByText("every agent renews its credential")
			.waitFor();
		await card("Versions in use").getByText("Agents: one version").waitFor();
		await card("Last changes")
			.getByRole("link", { name: "ana@example.com added" })
			.waitFor();
		assert.deepEqual(await seriousViolations(page), []);
	});

	await t.test("each chart is also a table", async () => {
		await page
			.getByRole("button", { name: "Show as table: Commands over time" })
			.click();
		const rows = page
			.getByRole("table", { name: "Commands over time" })
			.getByRole("row");
		assert.equal(await rows.count(), 25);
		assert.match(await rows.nth(1).innerText(), /^\d\d:00\s+2\s+1\s+0\s+0$/);
		await page
			.getByRole("button", { name: "Show as table: Slowest clusters" })
			.click();
		await page
			.getByRole("table", { name: "Slowest clusters" })
			.getByRole("link", { name: "us" })
			.waitFor();
		assert.deepEqual(await seriousViolations(page), []);
	});

	await t.test("the week stands in the address", async () => {
		await page.getByText("Last 7 days").click();
		await page.waitForURL(/window=week/);
		await page.reload();
		await page
			.getByRole("button", { name: "Show as table: Commands over time" })
			.click();
		const table = page.getByRole("table", { name: "Commands over time" });
		assert.equal(await table.getByRole("row").count(), 8);
	});

	await t.test("a silent cluster shows by itself", async () => {
		await fleet.cluster("us").agent.stop();
		const away = card("Clusters by state")
			.getByRole("listitem")
			.filter({ hasText: "away" });
		await away.getByText("1 cluster", { exact: false }).waitFor();
	});

	await t.test(
		"the cluster's page tells what failed there and who is active",
		async () => {
			await page
				.getByRole("button", { name: "Show as table: Slowest clusters" })
				.click();
			await page.getByRole("link", { name: "eu", exact: true }).click();
			const commands = card("Last commands");
			await commands.getByText("ana@example.com", { exact: true }).waitFor();
			assert.equal(
				await commands.getByRole("link", { name: /get pod missing/ }).count(),
				2,
				"among the last ones and among the failures",
			);
			assert.equal(
				await commands.getByRole("link", { name: /get pods/ }).count(),
				1,
			);
			await page.getByText(/serves the agent, last answer in/).waitFor();
			assert.deepEqual(await seriousViolations(page), []);
		},
	);

	await t.test("a command runs here, and the console shows it", async () => {
		await page
			.getByRole("textbox", { name: "Run in eu" })
			.fill("kubectl get ns");
		await page.getByRole("button", { name: "Run here" }).click();
		await page.waitForURL(/console\/[^?]+\?.*thread=cmd_/);
		assert.equal(new URL(page.url()).searchParams.get("target"), "eu");
		await page.getByText("kubectl get ns").first().waitFor();
		const rows = await fleet.sql(
			`select r.cluster_name from commands c join command_runs r on r.command_id = c.id where c.text like 'kubectl get ns%'`,
		);
		assert.deepEqual(rows, [{ cluster_name: "eu" }]);
	});

	await t.test(
		"the address says where commands run until somebody chooses otherwise",
		async () => {
			await page.goto(`${pages}clusters/eu`);
			await page.getByRole("button", { name: "Run here" }).click();
			await page.waitForURL(/console\/[^?]+\?target=eu$/);
			const remove = page.getByRole("button", { name: "Do not run in eu" });
			await remove.waitFor();
			await page.getByRole("button", { name: "Runs in" }).click();
			const state = page.getByLabel("State of clusters");
			await state.selectOption("LOST");
			await page.getByText("No lost cluster is there.").waitFor();
			await state.selectOption("ALIVE");
			await page.getByRole("checkbox", { name: "eu" }).waitFor();
			assert.deepEqual(await seriousViolations(page), []);
			await page.keyboard.press("Escape");
			await remove.click();
			await page.waitForURL(/console\/[^?]+$/);
			await page.getByRole("button", { name: "Choose clusters" }).waitFor();
		},
	);

	await t.test(
		"the chip of a target stands out in dark on a phone",
		async (t) => {
			const look = { colorScheme: "dark", viewport: phone } as const;
			const { page } = await (await startTestBrowser(t)).visitor(look);
			const pages = await signInByLink(
				page,
				await fleet.signInLink("cleo@example.com"),
			);
			await page.goto(`${pages}console/general?target=eu`);
			await page.getByRole("button", { name: "Do not run in eu" }).waitFor();
			assert.deepEqual(await seriousViolations(page), []);
			const [border, ground] = (await page.evaluate(`(() => {
				const button = document.querySelector('[aria-label="Do not run in eu"]');
				const chip = getComputedStyle(button.parentElement);
				return [chip.borderTopColor, getComputedStyle(document.body).backgroundColor];
			})()`)) as [string, string];
			assert.ok(
				contrast(border, ground) >= 3,
				`${border} on ${ground} is ${contrast(border, ground)} to 1`,
			);
		},
	);
});

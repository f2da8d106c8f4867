import assert from "node:assert/strict";
import { test } from "node:test";
import {
	seriousViolations,
	startTestBrowser,
	whyNoBrowser,
} from "@quarterdeck/testkit/browser";
import { startTestFleet, type TestFleet } from "@quarterdeck/testkit/fleet";
import { startTestProvider } from "@quarterdeck/testkit/oidc";
import { fleetConfiguration } from "./fleet-configuration.ts";
import { home, signInByProvider } from "./web-visit.ts";

const skip = await whyNoBrowser();
const ana = { email: "ana@example.com", name: "Ana", password: "right" };

test("somebody signs in at their provider and runs a command in two clusters from the console", {
	skip,
}, async (t) => {
	const browser = await startTestBrowser(t);
	const oidc = await startTestProvider(t, {
		people: [ana, { ...ana, email: "eve@example.com" }],
	});
	const fleet = await startTestFleet(t, {
		clusters: ["eu", "us"],
		configuration: fleetConfiguration,
		oidc,
		web: true,
	});
	await fleet.person(ana.email);
	const { page } = await browser.visitor();
	const command = page.getByRole("combobox", { name: "Command" });
	const answerOf = (cluster: string) =>
		page.getByRole("group", { name: `Answer of ${cluster}` }).last();

	const table = page.getByRole("group", { name: "Table" }).last();
	const rowOf = (cluster: string, name: RegExp) =>
		table
			.getByRole("row")
			.filter({ has: page.getByRole("cell", { name: cluster, exact: true }) })
			.filter({ has: page.getByRole("cell", { name }) });
	const filterLines = async (words: string) => {
		await page.getByRole("button", { name: "Filter lines" }).last().click();
		await page
			.getByRole("textbox", { name: "Show only lines that contain" })
			.fill(words);
	};

	await t.test(
		"a wrong password goes no further than the provider",
		async () => {
			await signInByProvider(page, fleet.url, { ...ana, password: "wrong" });
			await page.getByText("password is wrong").waitFor();
			assert.equal(new URL(page.url()).origin, oidc.issuer);
		},
	);

	await t.test("who is nobody's member gets in nowhere", async (t) => {
		const eve = await (await startTestBrowser(t)).visitor();
		await signInByProvider(eve.page, fleet.url, {
			...ana,
			email: "eve@example.com",
		});
		await eve.page.waitForURL(/\/welcome/);
		await eve.page.getByRole("heading", { level: 1 }).waitFor();
		assert.equal(await eve.page.getByText("eu").count(), 0);
	});

	await t.test("the right one leads to the console", async () => {
		await signInByProvider(page, fleet.url, ana);
		await home(page);
		await page.getByRole("link", { name: "Console" }).click();
		await command.waitFor();
		await page.getByText("live", { exact: true }).waitFor();
		assert.deepEqual(await seriousViolations(page), []);
	});

	await t.test(
		"two clusters answer with one table, and what each of them wrote is one key away",
		async () => {
			await command.fill("kubectl get pods -n shop --cluster eu,us");
			await command.press("Enter");
			await rowOf("eu", /^cart-eu/).waitFor();
			await rowOf("us", /^cart-us/).waitFor();
			assert.deepEqual(await seriousViolations(page), []);
			await table.focus();
			await page.keyboard.press("t");
			await answerOf("us").getByText("succeeded").waitFor();
			const header = answerOf("eu").getByText(/NAME +READY/);
			await header.waitFor();
			await filterLines("cart-");
			await header.waitFor({ state: "detached" });
			await answerOf("eu")
				.getByText(/cart-eu/)
				.waitFor();
			await page.keyboard.press("Escape");
			await header.waitFor();
			await answerOf("eu").hover();
			await page.keyboard.press("t");
			await rowOf("eu", /^cart-eu/).waitFor();
		},
	);

	await t.test("the table is sorted and filtered", async () => {
		const clusters = () =>
			table.getByRole("row").getByRole("cell", { name: /^(eu|us)$/ });
		const cluster = table.getByRole("columnheader", { name: "CLUSTER" });
		await cluster.getByRole("button").click();
		await cluster.getByRole("button").click();
		assert.equal(await cluster.getAttribute("aria-sort"), "descending");
		assert.equal(await clusters().first().textContent(), "us");
		await filterLines("cart-eu");
		await rowOf("us", /^cart-us/).waitFor({ state: "detached" });
		await rowOf("eu", /^cart-eu/).waitFor();
		await page.keyboard.press("Escape");
		await rowOf("us", /^cart-us/).waitFor();
	});

	await t.test(
		"a row offers what can be done, says it for all to see, and asks before it deletes",
		async () => {
			const choose = async (name: RegExp) => {
				await page
					.getByRole("button", {
						name: /What can be done with cart-us.* in us/,
					})
					.last()
					.click();
				await page.getByRole("menuitem", { name }).click();
			};
			await choose(/^Describe/);
			await page
				.getByRole("article", {
					name: /^kubectl describe pod\/cart-us\S* -n shop --cluster=us, by ana@/,
				})
				.getByText(/Namespace: +shop/)
				.waitFor();
			await choose(/^Delete/);
			const dialog = page.getByRole("dialog", { name: /Delete cart-us/ });
			await dialog.getByText(/^kubectl delete pod\/cart-us/).waitFor();
			assert.deepEqual(await seriousViolations(page), []);
			await dialog.getByRole("button", { name: "Cancel" }).click();
			await dialog.waitFor({ state: "detached" });
			assert.equal(
				await page.getByRole("article", { name: /kubectl delete/ }).count(),
				0,
			);
		},
	);

	await t.test(
		"what goes on is seen as it comes, until it is stopped",
		async () => {
			await command.fill("kubectl get pods -n shop --watch --cluster eu");
			await command.press("Enter");
			await answerOf("eu")
				.getByText(/cart-eu/)
				.waitFor();
			addPod(fleet, "late");
			await answerOf("eu").getByText(/late/).waitFor();
			await answerOf("eu").getByText("running", { exact: true }).waitFor();
			await page
				.getByRole("button", { name: /Stop|Cancel/ })
				.last()
				.click();
			await answerOf("eu").getByText("cancelled", { exact: true }).waitFor();
		},
	);

	await t.test("all of it stands in the audit", async () => {
		await page.getByRole("link", { name: "Audit" }).click();
		for (const said of [/get pods -n shop/, /--watch/])
			await page
				.getByRole("row", { name: said })
				.filter({ hasText: ana.email })
				.first()
				.waitFor();
		assert.deepEqual(await seriousViolations(page), []);
	});

	await t.test("signed out, the way back leads to the sign-in", async () => {
		const inside = page.url();
		await page.getByRole("button", { name: /^Account of/ }).click();
		await page.getByRole("menuitem", { name: "Sign out" }).click();
		await page.getByRole("link", { name: /Test provider/ }).waitFor();
		await page.goto(inside);
		await page.getByRole("link", { name: /Test provider/ }).waitFor();
		assert.equal(await page.getByText("get pods").count(), 0);
	});
});

function addPod(fleet: TestFleet, name: string): void {
	fleet.cluster("eu").kubernetes.objects.put([
		{
			apiVersion: "v1",
			kind: "Pod",
			metadata: { name, namespace: "shop" },
			spec: { containers: [{ name: "x", image: "registry.example/x:1" }] },
			status: { phase: "Running" },
		},
	]);
}

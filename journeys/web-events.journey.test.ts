import assert from "node:assert/strict";
import { test } from "node:test";
import type { Notice } from "@quarterdeck/contract";
import {
	phone,
	seriousViolations,
	startTestBrowser,
	whyNoBrowser,
} from "@quarterdeck/testkit/browser";
import { startPart, startTestFleet } from "@quarterdeck/testkit/fleet";
import { overflow, signInByLink } from "./web-visit.ts";

const skip = await whyNoBrowser();
const configuration = `
executors:
  cards:
    tests/cards: {enabled: true}
sources:
  errors:
    botkube/kubernetes: {enabled: true}
communications: {house: {console: {enabled: true, channels: {ops: {name: ops, bindings: {executors: [cards], sources: [errors]}}}}}}
`;

test("notices are seen as they come, in their channel and over the fleet, and can be acted on and silenced", {
	skip,
}, async (t) => {
	const browser = await startTestBrowser(t);
	const fleet = await startTestFleet(t, {
		clusters: ["eu", "us"],
		configuration,
		cards: true,
		web: true,
	});
	const { agent, stateDir } = fleet.cluster("eu");
	// The publisher takes the agent's place: its notices are those of a real agent's link.
	await agent.stop();
	const publisher = await startPart(t, {
		name: "publisher",
		program: {
			script: "packages/agent/src/assembly/testdata/event-publisher.ts",
			nodeFlags: [],
			env: {},
		},
		args: [],
		logFile: `${stateDir}.publisher.log`,
		env: { QD_STATE_DIR: stateDir },
	});
	const tell = async (...notices: readonly Notice[]) => {
		const response = await fetch(`${publisher.ready.url}/tell`, {
			method: "POST",
			body: JSON.stringify(notices),
		});
		assert.equal(response.status, 200, await response.text());
	};
	const { page } = await browser.visitor();
	const pages = await signInByLink(
		page,
		await fleet.signInLink("ana@example.com"),
	);
	await page.goto(`${pages}console/ops`);
	await page.getByText("live", { exact: true }).waitFor();
	const post = (name: string) => page.getByRole("article", { name });

	await t.test(
		"a notice comes into the channel, with its buttons",
		async () => {
			await tell(noticeOf(1, "cart-0"));
			const first = post("error: BackOff of cart-0");
			await first.getByText("Pod shop/cart-0").waitFor();
			await first.getByText("<img src=x onerror=alert(1)>").waitFor();
			assert.equal(await first.locator("img").count(), 0);
			assert.deepEqual(await seriousViolations(page), []);
		},
	);

	await t.test("the same again changes its post where it stands", async () => {
		await tell(noticeOf(2, "node-1"));
		await post("error: BackOff of node-1").waitFor();
		await tell(noticeOf(3, "cart-0"), noticeOf(4, "cart-0"));
		await post("error: BackOff of cart-0").getByText("×3").waitFor();
		await post("error: BackOff of cart-0")
			.getByText("edited", { exact: true })
			.waitFor();
		const names = await page
			.locator("[data-post]")
			.evaluateAll((posts) =>
				posts.map((one) => one.getAttribute("aria-label")),
			);
		assert.deepEqual(names, [
			"error: BackOff of cart-0",
			"error: BackOff of node-1",
		]);
	});

	await t.test(
		"a button says its command, in the notice's cluster",
		async () => {
			await publisher.kill();
			await agent.start();
			await post("error: BackOff of cart-0")
				.getByRole("button", { name: "Say hello" })
				.click();
			const said = page.getByRole("article", {
				name: "cards say hello --cluster eu, by ana@example.com",
				exact: true,
			});
			await said.getByText("hello", { exact: true }).waitFor();
		},
	);

	await t.test(
		"what was said and told is in order after a reload",
		async () => {
			await page.reload();
			await post("error: BackOff of cart-0").getByText("×3").waitFor();
			const order = await page
				.locator("[data-post], [data-command]")
				.evaluateAll((all) => all.map((one) => one.getAttribute("aria-label")));
			assert.deepEqual(order, [
				"error: BackOff of cart-0",
				"error: BackOff of node-1",
				"cards say hello --cluster eu, by ana@example.com",
			]);
		},
	);

	await t.test("a silence keeps what follows out of the channel", async () => {
		await post("error: BackOff of cart-0")
			.getByRole("button", { name: /^Silence/ })
			.click();
		const dialog = page.getByRole("dialog", { name: "Silence notices" });
		assert.equal(
			await dialog.getByRole("textbox", { name: "Object name" }).inputValue(),
			"cart-*",
		);
		await dialog.getByRole("textbox", { name: "Reason" }).fill("known");
		assert.deepEqual(await seriousViolations(page), []);
		await dialog.getByRole("button", { name: "Silence", exact: true }).click();
		await page.getByText(/^Silenced until/).waitFor();
		await dialog.waitFor({ state: "hidden" });
	});

	await t.test("all of it is under Events, with where it went", async () => {
		await page.goto(`${pages}events`);
		await page.getByRole("heading", { name: "Events", level: 1 }).waitFor();
		await page.getByText("live", { exact: true }).waitFor();
		await page.getByRole("button", { name: "BackOff of node-1" }).waitFor();
		assert.equal(
			await page.getByRole("button", { name: "BackOff of cart-0" }).count(),
			3,
		);
		assert.deepEqual(await seriousViolations(page), []);
	});

	await t.test(
		"new ones come by themselves, and say that they are silenced",
		async () => {
			await agent.stop();
			await publisher.start();
			await tell(noticeOf(5, "cart-9"));
			await page.getByRole("button", { name: "BackOff of cart-9" }).click();
			const drawer = page.getByRole("dialog", { name: "Event" });
			await drawer.getByText("Silenced in #ops").waitFor();
			await drawer.getByText("happening-5").waitFor();
			assert.deepEqual(await seriousViolations(page), []);
		},
	);

	await t.test("while one reads, they wait", async () => {
		await page.keyboard.press("Escape");
		await page.getByRole("button", { name: "BackOff of cart-9" }).hover();
		await tell(noticeOf(6, "cart-7"));
		await page.getByRole("button", { name: "1 new" }).click();
		await page.getByRole("button", { name: "BackOff of cart-7" }).waitFor();
	});

	await t.test("a button's command is said in a channel", async () => {
		await publisher.kill();
		await agent.start();
		await page.getByRole("button", { name: "BackOff of cart-9" }).click();
		const drawer = page.getByRole("dialog", { name: "Event" });
		await drawer.getByRole("button", { name: "Say hello" }).click();
		await drawer.getByRole("button", { name: "Show result" }).click();
		const said = page.getByRole("article", { name: /^cards say hello/ }).last();
		await said.getByText("hello", { exact: true }).waitFor();
		assert.equal(
			await page.getByRole("article", { name: /^cards say hello/ }).count(),
			2,
		);
	});

	await t.test("a stretch of the histogram is looked at alone", async () => {
		await page.goto(`${pages}events?cluster=e*&range=1h`);
		const bar = page.getByRole("button", { name: /: \d error$/ });
		await bar.first().click();
		await page.waitForURL(/since=.*until=/);
		await page
			.getByRole("button", { name: /^BackOff/ })
			.first()
			.waitFor();
		await page
			.getByRole("button", { name: "Back to the last 24 hours" })
			.click();
		await page.getByText("live", { exact: true }).waitFor();
		await bar.first().focus();
		await page.keyboard.press("Shift+ArrowLeft");
		await page.keyboard.press("Enter");
		await page.waitForURL(/since=.*until=/);
		await page.getByRole("button", { name: "Show as table" }).click();
		await page.getByRole("table", { name: "Events over time" }).waitFor();
		await page.goto(`${pages}events?cluster=us`);
		await page.getByText("No matching events").waitFor();
	});

	await t.test("a silence is ended", async () => {
		await page.goto(`${pages}events?show=silences`);
		await page.getByText("object cart-*", { exact: false }).first().waitFor();
		assert.deepEqual(await seriousViolations(page), []);
		await page.getByRole("button", { name: /^End now/ }).click();
		await page
			.getByRole("dialog")
			.getByRole("button", { name: /^End now/ })
			.click();
		await page.getByText("Nothing is silenced").waitFor();
	});

	await t.test("on a phone and in the dark", async () => {
		await page.setViewportSize(phone);
		await page.emulateMedia({ colorScheme: "dark" });
		for (const path of ["console/ops", "events"]) {
			await page.goto(`${pages}${path}`);
			await page
				.getByText(/BackOff of cart/)
				.first()
				.waitFor();
			assert.equal(await overflow(page), 0);
			assert.deepEqual(await seriousViolations(page), []);
		}
	});
});

function noticeOf(happening: number, name: string): Notice {
	return {
		id: `happening-${happening}`,
		group: "errors",
		plugin: "botkube/kubernetes",
		title: `BackOff of ${name}`,
		level: "error",
		type: "error",
		reason: "BackOff",
		object: { kind: "Pod", namespace: "shop", name },
		topic: `backoff ${name}`,
		message: {
			sections: [
				{
					header: "Back-off restarting failed container",
					textFields: [
						{ key: "Container", value: "<img src=x onerror=alert(1)>" },
					],
					buttons: [
						{ name: "Say hello", command: "{{BotName}} cards say hello" },
					],
				},
			],
		},
	};
}

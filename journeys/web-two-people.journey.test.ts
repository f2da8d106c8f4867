import assert from "node:assert/strict";
import { test } from "node:test";
import { until } from "@quarterdeck/testkit";
import {
	startTestBrowser,
	type Visitor,
	whyNoBrowser,
} from "@quarterdeck/testkit/browser";
import { startTestFleet } from "@quarterdeck/testkit/fleet";
import { fleetConfiguration } from "./fleet-configuration.ts";
import { home, signInByLink } from "./web-visit.ts";

type Page = Visitor["page"];

const skip = await whyNoBrowser();

test("two people see each other's commands and threads live, until one is removed", {
	skip,
}, async (t) => {
	const browser = await startTestBrowser(t);
	const fleet = await startTestFleet(t, {
		clusters: ["eu"],
		configuration: fleetConfiguration,
		web: true,
	});
	const ana = await browser.visitor();
	const ben = await browser.visitor();
	const anas = await signInByLink(
		ana.page,
		await fleet.signInLink("ana@example.com"),
	);

	await t.test("the second one is invited by link and comes in", async () => {
		await ana.page.goto(`${anas}people`);
		await ana.page.getByRole("button", { name: "Invite a person" }).click();
		const dialog = ana.page.getByRole("dialog", { name: "Invite a person" });
		await dialog
			.getByRole("textbox", { name: "Email" })
			.fill("ben@example.com");
		await dialog.getByRole("button", { name: "Create link" }).click();
		await dialog
			.getByRole("button", { name: "Copy the invitation link" })
			.click();
		const link = String(
			await ana.page.evaluate("navigator.clipboard.readText()"),
		);
		await ben.page.goto(link);
		await ben.page.getByRole("button", { name: "Accept invitation" }).click();
		assert.equal(await home(ben.page), anas);
	});

	await t.test(
		"each sees at once what the other says, and what comes of it",
		async () => {
			for (const { page } of [ana, ben]) {
				await page.goto(`${anas}console/general`);
				await page.getByText("live", { exact: true }).waitFor();
			}
			await say(ana.page, "Command", "kubectl get pods -n shop --cluster eu");
			await ben.page
				.getByText(/cart-eu/)
				.first()
				.waitFor();
			await say(ben.page, "Command", "kubectl get ns --cluster eu");
			await ana.page
				.getByRole("article", {
					name: "kubectl get ns --cluster eu, by ben@example.com",
				})
				.getByText("shop")
				.waitFor();
		},
	);

	await t.test(
		"a reply in the thread comes to the other's open thread",
		async () => {
			for (const { page } of [ana, ben])
				await page
					.getByRole("article", { name: /get pods/ })
					.getByRole("button", { name: /^Reply|repl(y|ies)/ })
					.first()
					.click();
			await say(
				ben.page,
				"Reply",
				"kubectl get pods -n shop -o name --cluster eu",
			);
			await ana.page.getByLabel("Replies").getByText("pod/cart-eu").waitFor();
		},
	);

	await t.test(
		"who is removed is out within a second, with what was open",
		async () => {
			ben.expects(/status of 40[134]/);
			await say(
				ben.page,
				"Command",
				"kubectl get pods -n shop --watch --cluster eu",
			);
			const watched = ana.page.getByRole("article", { name: /--watch/ });
			await watched.getByText(/cart-eu/).waitFor();
			const overAt = await listenBySession(ben, fleet.url);
			const saidAt = ben.page
				.getByText("You were signed out")
				.waitFor()
				.then(() => performance.now());
			// Whichever of the two fails first fails the test; the other must not do so later.
			saidAt.catch(() => {});
			const removedAt = await remove(ana.page, anas, "ben@example.com");
			const elapsedMs = {
				subscription: Math.round((await overAt.ended) - removedAt),
				words: Math.round((await saidAt) - removedAt),
			};
			t.diagnostic(`out after ${JSON.stringify(elapsedMs)} ms`);
			// What they saw is gone from the page, and does not come back.
			assert.equal(await ben.page.getByText("cart-eu").count(), 0);
			await ben.page.goto(`${anas}console/general`);
			await ben.page.getByRole("heading").first().waitFor();
			assert.equal(await ben.page.getByText("cart-eu").count(), 0);
		},
	);

	await t.test("the others go on", async () => {
		await ana.page.goto(`${anas}console/general`);
		await say(ana.page, "Command", "kubectl get pods -n shop --cluster eu");
		const last = ana.page.getByRole("group", { name: "Answer of eu" }).last();
		await last.getByText("succeeded").waitFor();
	});
});

/** Listens with the cookie of somebody's browser; `ended` tells when the control plane ended it. */
async function listenBySession(
	{ context }: Visitor,
	url: string,
): Promise<{ readonly ended: Promise<number> }> {
	const cookie = (await context.cookies(url))
		.map(({ name, value }) => `${name}=${value}`)
		.join("; ");
	const session = await fetch(`${url}/session`, { headers: { cookie } });
	const { csrfToken } = (await session.json()) as { csrfToken: string };
	const response = await fetch(`${url}/graphql`, {
		method: "POST",
		headers: {
			cookie,
			origin: url,
			"x-csrf-token": csrfToken,
			"content-type": "application/json",
			accept: "text/event-stream",
		},
		body: JSON.stringify({ query: "subscription { clusterEvents { name } }" }),
	});
	assert.equal(response.status, 200);
	const heard: string[] = [];
	const read = async () => {
		for await (const chunk of response.body ?? [])
			heard.push(Buffer.from(chunk).toString("utf8"));
	};
	const ended = read().then(
		() => performance.now(),
		() => performance.now(),
	);
	await until(() => heard.join("").includes('"eu"'), {
		what: "the subscription tells of eu",
	});
	return { ended };
}

async function say(page: Page, where: string, text: string): Promise<void> {
	const input = page.getByRole("combobox", { name: where });
	await input.fill(text);
	await input.press("Enter");
	await until(async () => (await input.inputValue()) === "", {
		what: "the input is free again",
	});
}

/** Answers when the button was pressed that does it. */
async function remove(
	page: Page,
	pages: string,
	email: string,
): Promise<number> {
	await page.goto(`${pages}people`);
	await page.getByRole("button", { name: `Actions for ${email}` }).click();
	await page.getByRole("menuitem", { name: "Remove" }).click();
	const dialog = page.getByRole("dialog");
	const words = dialog.getByRole("textbox");
	if ((await words.count()) > 0) await words.fill(email);
	const at = performance.now();
	await dialog.getByRole("button", { name: /^Remove/ }).click();
	return at;
}

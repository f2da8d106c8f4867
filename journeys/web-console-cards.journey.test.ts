import assert from "node:assert/strict";
import { test } from "node:test";
import { until } from "@quarterdeck/testkit";
import {
	phone,
	seriousViolations,
	startTestBrowser,
	type Visitor,
	whyNoBrowser,
} from "@quarterdeck/testkit/browser";
import { startTestFleet } from "@quarterdeck/testkit/fleet";
import { overflow, signInByLink } from "./web-visit.ts";

type Page = Visitor["page"];

const skip = await whyNoBrowser();
const configuration = `
executors:
  cards:
    tests/cards: {enabled: true}
communications: {house: {console: {enabled: true, channels: {general: {name: general, bindings: {executors: [cards]}}}}}}
`;

test("what a plugin offers is chosen in the console, and says what is written on it", {
	skip,
}, async (t) => {
	const browser = await startTestBrowser(t);
	const fleet = await startTestFleet(t, {
		clusters: ["eu", "us"],
		configuration,
		cards: true,
		web: true,
	});
	const ana = await browser.visitor();
	const ben = await browser.visitor();
	const { page } = ana;
	const pages = await signInByLink(
		page,
		await fleet.signInLink("ana@example.com"),
	);
	await signInByLink(ben.page, await fleet.signInLink("ben@example.com"));
	for (const one of [page, ben.page]) {
		await one.goto(`${pages}console/general`);
		await one.getByText("live", { exact: true }).waitFor();
	}

	await t.test(
		"a button says its command where the message came from",
		async () => {
			const card = await show(page, "cards buttons --cluster us");
			await card.getByRole("heading", { name: "Deployment cart" }).waitFor();
			await card.getByText("cannot be undone").waitFor();
			assert.deepEqual(await seriousViolations(page), []);
			await card.getByRole("button", { name: "Say hello" }).dblclick();
			const said = article(page, "cards say hello --cluster us");
			await said.getByText("hello", { exact: true }).waitFor();
			await said.getByRole("group", { name: "Answer of us" }).waitFor();
			await article(ben.page, "cards say hello --cluster us")
				.getByText("hello", { exact: true })
				.waitFor();
			await card.getByText("Ran: cards say hello").waitFor();
		},
	);

	await t.test(
		"a button that fails says so, a link names where it leads",
		async () => {
			const card = article(page, "cards buttons --cluster us");
			await card.getByRole("button", { name: "Broken" }).click();
			await article(page, "cards nothing-of-this-name --cluster us")
				.getByText(/there is no card nothing-of-this-name/)
				.first()
				.waitFor();
			const link = card.getByRole("link", { name: "Documentation" });
			assert.equal(await link.getAttribute("href"), "https://example.com/docs");
			assert.equal(await link.getAttribute("target"), "_blank");
			assert.match((await link.getAttribute("rel")) ?? "", /noopener/);
			await link.hover();
			await page.getByText("Opens example.com in a new tab").waitFor();
		},
	);

	await t.test(
		"one option is said at once, several when they are complete",
		async () => {
			const card = await show(page, "cards selects --cluster eu");
			assert.equal(await picked(card, "Resource"), "pods");
			await pick(page, card, "Verb", "describe");
			await answers(
				page,
				"cards say verb describe --cluster eu",
				"verb describe",
			);
			await card
				.getByLabel("Sources", { exact: true })
				.first()
				.press("ArrowDown");
			await choose(page, "events");
			await page.keyboard.press("Escape");
			await card.getByRole("button", { name: "Apply" }).click();
			await answers(
				page,
				"cards say sources errors,events --cluster eu",
				"sources errors,events",
			);
		},
	);

	await t.test(
		"an input is said on Enter, another when its writer pauses",
		async () => {
			const card = await show(page, "cards inputs --cluster eu");
			await card
				.getByRole("textbox", { name: "Filter" })
				.pressSequentially("oom");
			await answers(page, 'cards say filter"oom" --cluster eu', "filteroom");
			const name = card.getByRole("textbox", { name: "Name" });
			await name.fill('a "b" \\ --cluster us');
			await name.press("Enter");
			await answers(
				page,
				String.raw`cards say name"a \"b\" \\ --cluster us" --cluster eu`,
				'namea "b" \\ --cluster us',
			);
		},
	);

	await t.test(
		"a form says all it holds when it is complete, in order",
		async () => {
			const card = await show(page, "cards form --cluster eu");
			const apply = card.getByRole("button", { name: "Apply" });
			assert.ok(await apply.isDisabled());
			await pick(page, card, "Workload", "cart");
			const reason = card.getByRole("textbox", { name: "Reason" });
			await reason.fill("too slow");
			await reason.press("Enter");
			assert.equal(
				await page
					.getByRole("article", { name: /^cards say (workload|reason)/ })
					.count(),
				0,
			);
			await apply.click();
			await answers(
				page,
				"cards say workload deployment/cart --cluster eu",
				"workload deployment/cart",
			);
			await answers(
				page,
				'cards say reason"too slow" --cluster eu',
				"reasontoo slow",
			);
			await until(async () => (await reason.inputValue()) === "", {
				what: "the form is empty again",
			});
			assert.deepEqual(await seriousViolations(page), []);
		},
	);

	await t.test(
		"hostile text is text, and no address but of the web is opened",
		async () => {
			const card = await show(page, "cards hostile --cluster eu");
			await card
				.getByText(/<img src=x onerror=alert\(1\)>/)
				.first()
				.waitFor();
			for (const name of ["a script", "data"])
				assert.equal(
					await card
						.getByRole("button", { name, exact: true })
						.getAttribute("aria-disabled"),
					"true",
				);
			await card.getByRole("button", { name: /onerror/ }).hover();
			const tip = page.getByRole("tooltip").filter({ hasText: "Runs: " });
			await tip.waitFor();
			assert.match((await tip.textContent()) ?? "", /\ufffdgnp\.exe/);
			assert.equal(await card.getByRole("link").count(), 0);
			assert.equal(await card.locator("img, script").count(), 0);
			assert.doesNotMatch((await card.textContent()) ?? "", /\u202e/);
			assert.equal(await overflow(page), 0);
		},
	);

	await t.test("what is meant for one is shown to one", async () => {
		const mine = await show(page, "cards private --cluster eu");
		await mine.getByText("Only for you").waitFor();
		const theirs = article(ben.page, "cards private --cluster eu");
		await theirs.getByText("No output.").waitFor();
		assert.equal(await theirs.getByText("Only for you").count(), 0);
		const answers: Promise<string>[] = [];
		ben.page.on("response", (response) => {
			if (response.headers()["content-type"]?.includes("json"))
				answers.push(response.text());
		});
		await ben.page.reload();
		await theirs.getByText("No output.").waitFor();
		const told = (await Promise.all(answers)).join("\n");
		assert.match(told, /Deployment cart/);
		assert.doesNotMatch(told, /Only for you/);
	});

	await t.test(
		"too much is said to be too much; what is to be skipped is",
		async () => {
			const much = await show(page, "cards many 1000 --cluster eu");
			await much.getByText(/too large to be kept/).waitFor();
			const skipped = await show(page, "cards skip --cluster eu");
			await skipped.getByText("succeeded", { exact: true }).waitFor();
			assert.equal(await skipped.getByRole("heading").count(), 0);
		},
	);

	await t.test("after a reload everything can be chosen again", async () => {
		await page.reload();
		const card = article(page, "cards buttons --cluster us");
		await card.getByRole("button", { name: "Look again" }).click();
		await until(
			async () =>
				(await page
					.getByRole("heading", { name: "Deployment cart" })
					.count()) === 2,
			{ what: "the message came a second time" },
		);
		// A double click said it once.
		assert.equal(
			await page.getByRole("article", { name: /^cards say hello / }).count(),
			1,
		);
	});

	await t.test("on a phone", async () => {
		await page.setViewportSize(phone);
		await page.reload();
		await article(page, "cards form --cluster eu")
			.getByRole("textbox", { name: "Reason" })
			.waitFor();
		assert.equal(await overflow(page), 0);
		assert.deepEqual(await seriousViolations(page), []);
	});
});

/** The command that was said in just these words, last. */
function article(page: Page, words: string) {
	return page
		.getByRole("article", { name: `${words}, by ana@example.com`, exact: true })
		.last();
}

async function show(page: Page, words: string) {
	const input = page.getByRole("combobox", { name: "Command" });
	await input.fill(words);
	await input.press("Enter");
	const said = article(page, words);
	await said.getByText("succeeded", { exact: true }).waitFor();
	return said;
}

async function answers(page: Page, words: string, text: string) {
	await article(page, words).getByText(text, { exact: true }).last().waitFor();
}

async function pick(
	page: Page,
	card: ReturnType<typeof article>,
	label: string,
	option: string,
) {
	await card.getByLabel(label, { exact: true }).first().click();
	await choose(page, option);
}

async function choose(page: Page, option: string) {
	await page
		.getByRole("option", { name: option, exact: true })
		.filter({ visible: true })
		.click();
}

async function picked(
	card: ReturnType<typeof article>,
	label: string,
): Promise<string> {
	return await card.getByLabel(label, { exact: true }).first().inputValue();
}

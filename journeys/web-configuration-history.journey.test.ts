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
import { startTestFleet, type TestFleet } from "@quarterdeck/testkit/fleet";
import { manyActions, openChange, widening } from "./web-review.ts";
import { overflow, signInByLink } from "./web-visit.ts";

type Page = Visitor["page"];

const skip = await whyNoBrowser();
const secret = "hunter22-of-the-plugin";
const mark = "*** REDACTED ***";
const hostileNote = "<img src=x onerror=alert(1)> why";
const configuration = `executors:
  cards:
    tests/cards:
      enabled: true
      config: {model: small, apiToken: ${secret}}
communications:
  house:
    console:
      enabled: true
      channels:
        general: {name: general, bindings: {executors: [cards]}}
`;

test("two people change a configuration in turn, and nothing one of them wrote is lost unasked", {
	skip,
}, async (t) => {
	const browser = await startTestBrowser(t);
	const fleet = await startTestFleet(t, {
		clusters: ["eu"],
		configuration,
		cards: true,
		web: true,
	});
	const ana = await browser.visitor();
	const ben = await browser.visitor();
	const pages = await signInByLink(
		ana.page,
		await fleet.signInLink("ana@example.com"),
	);
	await signInByLink(ben.page, await fleet.signInLink("ben@example.com"));
	const { page } = ana;
	for (const one of [page, ben.page]) {
		await one.goto(`${pages}configuration`);
		await editor(one).getByText("tests/cards").waitFor();
	}
	const overtaken = (version: number) =>
		page
			.getByRole("alert")
			.filter({ hasText: `Version ${version} was applied in the meantime` });

	await t.test("a secret is a mark, and the mark stands for it", async () => {
		const seen = everythingHeard(page);
		await page.reload();
		await editor(page).getByText(mark).waitFor();
		await append(page, "# one");
		await applyText(page, 2, hostileNote);
		assert.match(await keptText(fleet, 2), new RegExp(`apiToken: "?${secret}`));
		assert.match(await keptText(fleet, 2), /# one$/m);
		assert.ok(!(await page.content()).includes(secret));
		assert.ok((await seen()).every((text) => !text.includes(secret)));
	});

	await t.test(
		"a mark at another place stands for nothing, and is refused where it stands",
		async () => {
			await append(page, `extra: "${mark}"`);
			await page
				.getByRole("list", { name: "Problems" })
				.getByRole("button", { name: /line 13/ })
				.first()
				.waitFor();
			assert.equal(
				await applyButton(page).getAttribute("aria-disabled"),
				"true",
			);
			await discard(page, "Discard my changes");
			await page.getByText("No problems").waitFor();
		},
	);

	await t.test("Tab indents; after Esc it leaves the editor", async () => {
		await append(page, "");
		await page.keyboard.press("Tab");
		assert.ok(await isWriting(page));
		await page.getByText("Not applied").waitFor();
		await page.keyboard.press("ControlOrMeta+z");
		await page.getByText("No changes").waitFor();
		await page.keyboard.press("Escape");
		await page.keyboard.press("Tab");
		assert.ok(!(await isWriting(page)));
		await page.keyboard.press("Shift+Tab");
		assert.ok(await isWriting(page));
		await page.keyboard.press("Escape");
		await page.keyboard.press("Shift+Tab");
		assert.ok(!(await isWriting(page)));
	});

	await t.test("leaving asks, and what is written stays", async () => {
		await append(page, "# draft");
		await page.getByRole("link", { name: "People" }).click();
		const question = page.getByRole("dialog", {
			name: "Leave without applying?",
		});
		await question.getByRole("button", { name: "Stay" }).click();
		await editor(page).getByText("# draft").waitFor();
		await page.getByRole("link", { name: "People" }).click();
		await question.waitFor();
		assert.deepEqual(await seriousViolations(page), []);
		await question.getByRole("button", { name: "Leave", exact: true }).click();
		await page.getByRole("heading", { name: "People", level: 1 }).waitFor();
		await page.getByRole("link", { name: "Configuration" }).click();
		await editor(page).getByText("# draft").waitFor();
		await page.getByText("Restored draft, not applied").waitFor();
	});

	await t.test("a reload asks too, and brings the text back", async () => {
		await append(page, "# more");
		const asked = leaveWhenAsked(page);
		await page.reload();
		assert.deepEqual(asked, ["beforeunload"]);
		await editor(page).getByText("# more").waitFor();
		await page.getByText("Restored draft, not applied").waitFor();
		assert.match(await keptText(fleet, 2), /# one\s*$/);
	});

	await t.test(
		"what another applied meanwhile is told, and what differs",
		async () => {
			await editor(ben.page).getByText("# one").waitFor();
			await append(ben.page, "# of ben");
			await applyText(ben.page, 3, "ben was here");
			await overtaken(3)
				.getByText(/ben@example\.com: ben was here/)
				.waitFor();
			assert.equal(
				await applyButton(page).getAttribute("aria-disabled"),
				"true",
			);
			assert.deepEqual(await seriousViolations(page), []);
			await page.getByRole("button", { name: "View differences" }).click();
			const dialog = page.getByRole("dialog", {
				name: "From version 3 to your text",
			});
			await dialog
				.getByRole("textbox", { name: "Version 3" })
				.getByText("# of ben")
				.waitFor();
			await dialog
				.getByRole("textbox", { name: "Your text" })
				.getByText("# draft")
				.waitFor();
			await page.keyboard.press("Escape");
		},
	);

	await t.test(
		"one keeps one's own text, and sees whose lines that takes away",
		async () => {
			await page
				.getByRole("button", { name: "Keep editing on top of version 3" })
				.click();
			await overtaken(3).waitFor({ state: "detached" });
			await page.getByText("No problems").waitFor();
			await applyButton(page).click();
			const dialog = page.getByRole("dialog", {
				name: "Apply configuration",
			});
			await dialog
				.getByRole("textbox", { name: "Version 3, in use" })
				.getByText("# of ben")
				.waitFor();
			await dialog.getByRole("button", { name: /^Apply/ }).click();
			await page.getByText("1 of 1 agent has loaded version 4.").waitFor();
			const kept = await keptText(fleet, 4);
			assert.match(kept, /# draft/);
			assert.doesNotMatch(kept, /# of ben/);
			assert.ok(kept.includes(secret));
		},
	);

	await t.test(
		"who was overtaken in the last moment is told so, and may take the other's text",
		async () => {
			await append(page, "# too late");
			await page.getByText("No problems").waitFor();
			await applyButton(page).click();
			const dialog = page.getByRole("dialog", {
				name: "Apply configuration",
			});
			await dialog.getByRole("textbox", { name: "Note" }).waitFor();
			await fleet.apply(`${configuration}# sooner\n`);
			await dialog.getByRole("button", { name: /^Apply/ }).click();
			await dialog.waitFor({ state: "detached" });
			await overtaken(5).waitFor();
			assert.equal((await newest(fleet)).version, 5);
			await editor(page).getByText("# too late").waitFor();
			await discard(page, "Discard my text");
			await editor(page).getByText("# sooner").waitFor();
			await page.getByText("No changes").waitFor();
			assert.equal(await editor(page).getByText("# too late").count(), 0);
		},
	);

	await t.test(
		"the history tells who, when and why, and compares any two",
		async () => {
			await page.getByRole("tab", { name: "History" }).click();
			await page
				.getByRole("row", { name: /^5 .*in use.*owner@example\.com/ })
				.waitFor();
			await page
				.getByRole("row", { name: /^3 ben was here.*ben@example\.com/ })
				.waitFor();
			await page
				.getByRole("row", { name: /^2 <img src=x onerror=alert\(1\)> why/ })
				.waitFor();
			await page.getByRole("button", { name: "Changes of version 3" }).click();
			await side(page, "Version 3").getByText("# of ben").waitFor();
			assert.equal(
				await side(page, "Version 2").getByText("# of ben").count(),
				0,
			);
			await page.getByLabel("From version", { exact: true }).selectOption("4");
			await side(page, "Version 4").getByText("# draft").waitFor();
			assert.equal(new URL(page.url()).search, "?view=history&from=4&to=3");
			await page.reload();
			await side(page, "Version 3").getByText("# of ben").waitFor();
			await page.getByLabel("To version", { exact: true }).selectOption("4");
			await page.getByText("are identical").waitFor();
			assert.deepEqual(await seriousViolations(page), []);
		},
	);

	await t.test(
		"a way back shows what it changes, and brings the secret back with it",
		async () => {
			await page
				.getByRole("button", { name: "Roll back to version 1" })
				.click();
			const dialog = page.getByRole("dialog", {
				name: "Roll back to version 1",
			});
			await dialog
				.getByRole("textbox", { name: "Version 5, in use" })
				.getByText("# sooner")
				.waitFor();
			await dialog.getByText("as version 6").waitFor();
			assert.deepEqual(await seriousViolations(page), []);
			await dialog.getByRole("textbox", { name: "Note" }).fill("as it was");
			await dialog.getByRole("button", { name: /^Roll back/ }).click();
			await page.getByText("Rolled back to version 1 as version 6.").waitFor();
			await page.getByText("1 of 1 agent has loaded version 6.").waitFor();
			assert.equal(await keptText(fleet, 6), await keptText(fleet, 1));
			assert.equal(await editor(page).getByText(/^#/).count(), 0);
		},
	);

	await t.test("the plugin still answers under it", async () => {
		const answer = await fleet.owner.says("cards say here --cluster eu");
		assert.equal(answer.text.eu?.trim(), "here");
	});

	await t.test(
		"once changes are reviewed, one that widens rights says so before, and waits",
		async () => {
			await append(page, "settings: {review: configuration}");
			await applyText(page, 7, "two of us from now on");
			await page.getByRole("tab", { name: /^Review/ }).click();
			await page.getByText("No changes are waiting").waitFor();
			await page.getByRole("tab", { name: "Edit" }).click();
			await append(page, widening("report"));
			const note = page
				.getByRole("status")
				.filter({ hasText: "This change will wait for a second member" });
			await note
				.getByText("in the action report, tests/cards can be run")
				.waitFor();
			await propose(page, "a report each morning");
			await page.getByText("Change 1 waits for a second member").waitFor();
			assert.deepEqual(await seriousViolations(page), []);
			await page
				.getByRole("dialog")
				.getByRole("link", { name: "Review" })
				.click();
			const change = await openChange(page, 1);
			await change.getByText("Another member decides").waitFor();
			assert.equal(
				await change.getByRole("button", { name: "Approve" }).count(),
				0,
			);
			await page.keyboard.press("Escape");
			assert.equal((await newest(fleet)).version, 7);
		},
	);

	await t.test(
		"the other sees what it widens and changes, and approves it",
		async () => {
			await ben.page.goto(`${pages}configuration?view=review`);
			await ben.page.getByRole("tab", { name: "Review (1)" }).waitFor();
			const card = ben.page.getByRole("article", { name: "Change 1, waiting" });
			await card.getByText("Proposed by ana@example.com").waitFor();
			await card.getByText("a report each morning").waitFor();
			const change = await openChange(ben.page, 1);
			await change
				.getByText("in the action report, tests/cards can be run")
				.waitFor();
			await change
				.getByRole("textbox", { name: "Change 1" })
				.getByText("report:")
				.waitFor();
			assert.ok(!(await ben.page.content()).includes(secret));
			assert.deepEqual(await seriousViolations(ben.page), []);
			await change.getByRole("button", { name: "Approve" }).click();
			await ben.page.getByText("1 of 1 agent has loaded version 8.").waitFor();
			await ben.page
				.getByRole("article", { name: "Change 1, approved" })
				.getByText("approved by ben@example.com")
				.waitFor();
		},
	);

	await t.test(
		"who proposed it sees that at once, and has nothing left to apply",
		async () => {
			await page.getByRole("article", { name: "Change 1, approved" }).waitFor();
			await page.getByRole("tab", { name: "Edit" }).click();
			await page.getByText("No changes", { exact: true }).waitFor();
			assert.match(await keptText(fleet, 8), /report:/);
		},
	);

	await t.test(
		"a change whose base is no longer in force cannot be approved, and one can be withdrawn",
		async () => {
			await append(page, widening("second").replace("actions:\n", ""));
			await propose(page, "");
			await page.getByText("Change 2 waits for a second member").waitFor();
			await page
				.getByRole("dialog")
				.getByRole("link", { name: "Review" })
				.click();
			await page.getByRole("article", { name: "Change 2, waiting" }).waitFor();
			const change = await openChange(ben.page, 2);
			await change.getByRole("button", { name: "Approve" }).waitFor();
			await fleet.apply(`${await keptText(fleet, 8)}# calm\n`);
			await change
				.getByText("It was made from version 8, which is no longer in use")
				.waitFor();
			await ben.page.keyboard.press("Escape");
			await page.getByRole("article", { name: "Change 2, outdated" }).waitFor();
			await page.getByRole("tab", { name: "Edit" }).click();
			await page
				.getByRole("button", { name: "Keep editing on top of version 9" })
				.click();
			await append(page, manyActions(30));
			await propose(page, "again");
			await page.getByText("Change 3 waits for a second member").waitFor();
			await page
				.getByRole("dialog")
				.getByRole("link", { name: "Review" })
				.click();
			const own = await openChange(page, 3);
			const last = own.getByText("the action last runs");
			assert.equal(await last.count(), 0);
			await own.getByRole("button", { name: /^Show \d+ more$/ }).click();
			await last.waitFor();
			const diff = own.getByRole("textbox", { name: "Change 3" });
			await diff.getByText("# a").scrollIntoViewIfNeeded();
			for (const name of ["0x202b", "0x2068", "0x2060", "0xe0061"])
				await diff.getByLabel(`Control character ${name}`).waitFor();
			await diff.getByLabel("Control character zero width joiner").waitFor();
			await own.getByRole("button", { name: "Withdraw" }).click();
			await ben.page
				.getByRole("article", { name: "Change 3, withdrawn" })
				.waitFor();
			assert.equal((await newest(fleet)).version, 9);
		},
	);

	await t.test("on a phone the two sides are one", async () => {
		await page.setViewportSize(phone);
		await page.goto(`${pages}configuration?view=history&from=2&to=3`);
		await page
			.getByRole("textbox", { name: "Version 2 to Version 3" })
			.getByText("# of ben")
			.waitFor();
		assert.equal(await overflow(page), 0);
		assert.deepEqual(await seriousViolations(page), []);
		await page.goto(`${pages}configuration?view=review`);
		await page.getByRole("article", { name: "Change 1, approved" }).waitFor();
		assert.equal(await overflow(page), 0);
		assert.deepEqual(await seriousViolations(page), []);
	});
});

async function propose(page: Page, note: string): Promise<void> {
	await page
		.getByText("This change will wait for a second member")
		.first()
		.waitFor();
	await page.getByText("No problems").waitFor();
	await applyButton(page).click();
	const dialog = page.getByRole("dialog", { name: "Propose configuration" });
	await dialog.getByRole("textbox", { name: "Note" }).fill(note);
	await dialog.getByRole("button", { name: "Propose configuration" }).click();
}

function editor(page: Page) {
	return page.getByRole("textbox", { name: "Configuration as YAML" });
}

function side(page: Page, name: string) {
	return page.getByRole("textbox", { name, exact: true });
}

function applyButton(page: Page) {
	return page.getByRole("button", { name: "Apply…" });
}

async function isWriting(page: Page): Promise<boolean> {
	return await editor(page).evaluate((element) => element.matches(":focus"));
}

async function append(page: Page, line: string): Promise<void> {
	await editor(page).press("ControlOrMeta+End");
	if (line !== "") await page.keyboard.insertText(`${line}\n`);
}

async function applyText(
	page: Page,
	version: number,
	note: string,
): Promise<void> {
	await page.getByText("No problems").waitFor();
	await applyButton(page).click();
	const dialog = page.getByRole("dialog", { name: "Apply configuration" });
	await dialog.getByRole("textbox", { name: "Note" }).fill(note);
	await dialog.getByRole("button", { name: /^Apply/ }).click();
	await page.getByText(`1 of 1 agent has loaded version ${version}.`).waitFor();
}

async function discard(page: Page, label: string): Promise<void> {
	await page.getByRole("button", { name: label }).click();
	await page
		.getByRole("dialog", { name: label })
		.getByRole("button", { name: label })
		.click();
}

/** Answers what the browser asked by itself, from now on; it is told to leave. */
function leaveWhenAsked(page: Page): readonly string[] {
	const asked: string[] = [];
	page.removeAllListeners("dialog");
	page.on("dialog", (dialog) => {
		asked.push(dialog.type());
		void dialog.accept();
	});
	return asked;
}

/** Every answer the page was given from now on, as text. */
function everythingHeard(page: Page): () => Promise<readonly string[]> {
	const heard: Promise<string>[] = [];
	page.on("response", (response) => {
		const { "content-type": type = "" } = response.headers();
		if (/json/.test(type)) heard.push(response.text().catch(() => ""));
	});
	return async () => {
		await until(() => heard.length > 3, { what: "answers came" });
		return await Promise.all(heard);
	};
}

/** A version as it is kept, with its secrets. */
async function keptText(fleet: TestFleet, version: number): Promise<string> {
	const [row] = await fleet.sql(
		"select yaml from configurations where version = $1",
		[version],
	);
	return String(row?.yaml);
}

async function newest(fleet: TestFleet): Promise<{ version: number }> {
	const { configuration: found } = await fleet.owner.api.ask<{
		configuration: { version: number };
	}>("{ configuration { version } }", {});
	return found;
}

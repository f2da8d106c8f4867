import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
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
import { overflow, signInByLink } from "./web-visit.ts";

type Page = Visitor["page"];

const skip = await whyNoBrowser();
const configuration = `
aliases:
  kgp: {command: kubectl get pods -n shop}
executors:
  reads:
    botkube/kubectl:
      enabled: true
      context: {rbac: {group: {type: Static, static: {values: [readers]}}}}
communications:
  house:
    console:
      enabled: true
      channels:
        general: {name: general, bindings: {executors: [reads]}}
        vault: {name: vault, members: [boss@example.com], bindings: {executors: [reads]}}
`;
const hostile =
	'<img src=x onerror="alert(1)"> \u001b[31mred\u001b[0m \u202egnp.exe';
const manyLines = Array.from(
	{ length: 5000 },
	(_, i) => `line ${i} ${i % 500 === 7 ? "needle" : "hay"}`,
).join("\n");
const show = (name: string) =>
	`kubectl get cm ${name} -n shop -o "jsonpath={.data.text}" --cluster eu`;

test("somebody works in the console with the keys, through long and hostile output, beside another", {
	skip,
}, async (t) => {
	const browser = await startTestBrowser(t);
	const fleet = await startTestFleet(t, {
		clusters: ["eu", "us"],
		configuration,
		web: true,
	});
	for (const [name, text] of [
		["hostile", hostile],
		["wide", "w".repeat(1_000_000)],
		["long", manyLines],
	] as const)
		putConfigMap(fleet, name, text);
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
	const input = page.getByRole("combobox", { name: "Command" });
	const offers = page.getByRole("listbox", { name: "Completions" });

	await t.test("the words are completed with the keys", async () => {
		const complete = async (
			typed: string,
			offer: string,
			keys: readonly string[],
			gives: string,
		) => {
			await input.pressSequentially(typed);
			await offers.getByRole("option", { name: offer }).first().waitFor();
			for (const key of keys) await input.press(key);
			await offers.waitFor({ state: "detached" });
			assert.equal(await input.inputValue(), gives);
		};
		await complete("kub", "kubectl", ["Tab"], "kubectl ");
		await complete("ge", "get", ["ArrowDown", "Enter"], "kubectl get ");
		await complete("po", "pods", ["Tab"], "kubectl get pods ");
		await input.pressSequentially("-n shop ");
		await complete(
			"--clu",
			"--cluster",
			["Tab"],
			"kubectl get pods -n shop --cluster ",
		);
		await input.pressSequentially("e");
		await offers.getByRole("option", { name: "eu" }).waitFor();
		assert.deepEqual(await seriousViolations(page), []);
		await complete("", "eu", ["Tab"], "kubectl get pods -n shop --cluster eu ");
		await input.press("Enter");
		await answer(page, "kubectl get pods -n shop --cluster eu")
			.getByText(/cart-eu/)
			.waitFor();
		await complete("kg", "kgp", ["ArrowDown", "Tab"], "kgp ");
		await input.pressSequentially("--cluster us");
		// The list is open; nothing in it was chosen, so Enter runs what is written.
		await offers.waitFor();
		await input.press("Enter");
		await answer(page, "kgp --cluster us")
			.getByText(/cart-us/)
			.waitFor();
	});

	await t.test(
		"Up brings back what was said, Down what was being written; Esc closes the offers",
		async () => {
			await input.pressSequentially("kubectl");
			await offers.waitFor();
			await input.press("Escape");
			await offers.waitFor({ state: "detached" });
			for (const [key, gives] of [
				["ArrowUp", "kgp --cluster us"],
				["ArrowUp", "kubectl get pods -n shop --cluster eu"],
				["ArrowUp", "kubectl get pods -n shop --cluster eu"],
				["ArrowDown", "kgp --cluster us"],
				["ArrowDown", "kubectl"],
			] as const) {
				await input.press(key);
				assert.equal(await input.inputValue(), gives, key);
			}
		},
	);

	await t.test(
		"what cannot be run is said at the input, and stays there",
		async () => {
			await input.fill("kubectl get pods | grep x");
			await input.press("Enter");
			await page.getByText(/Commands do not run in a shell/).waitFor();
			assert.equal(await input.inputValue(), "kubectl get pods | grep x");
			assert.deepEqual(await seriousViolations(page), []);
		},
	);

	await t.test(
		"a wrong word is not understood, privately; an attached file is shown and can be removed",
		async () => {
			await input.fill("kubctl get ns --cluster eu");
			await input.press("Enter");
			const alert = page.getByRole("alert");
			await alert.getByText("not understood", { exact: true }).waitFor();
			await alert.getByText(/Did you mean kubectl\?/).waitFor();
			for (const one of [page, ben.page])
				assert.equal(
					await one.getByRole("article", { name: /^kubctl/ }).count(),
					0,
				);
			await page.locator("input[type=file]").setInputFiles({
				name: "cart.yaml",
				mimeType: "text/yaml",
				buffer: Buffer.from("kind: ConfigMap\n"),
			});
			await page.getByText("cart.yaml, 16 bytes").waitFor();
			await page.getByRole("button", { name: "Remove cart.yaml" }).click();
			await page
				.getByText("cart.yaml, 16 bytes")
				.waitFor({ state: "detached" });
			await input.fill("");
		},
	);
	await t.test("a command that goes on is cancelled", async () => {
		const follow = "kubectl logs -f cart-eu -n shop --cluster eu";
		await say(page, follow);
		const entry = answer(page, follow);
		await entry.getByText("running", { exact: true }).waitFor();
		await entry.getByRole("button", { name: "Cancel" }).click();
		await entry.getByText("cancelled", { exact: true }).waitFor();
		await answer(ben.page, follow)
			.getByText("cancelled", { exact: true })
			.waitFor();
	});

	await t.test("a command that waits for its turn says so", async () => {
		const limit = async (settings: string) => {
			const version = await fleet.apply(`${configuration}${settings}`);
			await until(
				async () =>
					(await fleet.cluster("eu").configurationVersion()) === version,
				{ what: "the agent has the limit" },
			);
		};
		await limit("settings: {concurrentCommands: 1}\n");
		const [first, second] = ["logs -f cart-eu", "get cm"].map(
			(words) => `kubectl ${words} -n shop --cluster eu`,
		) as [string, string];
		await say(page, first);
		const running = answer(page, first);
		await running.getByText("running", { exact: true }).waitFor();
		await say(page, second);
		const waiting = answer(page, second);
		await waiting.getByText("waiting", { exact: true }).waitFor();
		await waiting.getByText("This one is next.").waitFor();
		await running.getByRole("button", { name: "Cancel" }).click();
		await waiting.getByText("waiting", { exact: true }).waitFor({
			state: "detached",
		});
		await limit("");
	});

	await t.test("hostile output is text and nothing else", async () => {
		await say(page, show("hostile"));
		const entry = answer(page, show("hostile"));
		const said = entry.getByRole("group", { name: "Output of eu" });
		await said.waitFor();
		assert.equal(
			(await said.textContent())?.trim(),
			'<img src=x onerror="alert(1)"> red \ufffdgnp.exe',
		);
		assert.equal(await page.locator("article img").count(), 0);
	});

	await t.test("a line of a million letters harms nothing", async () => {
		await say(page, show("wide"));
		const entry = answer(page, show("wide"));
		await entry.getByText("succeeded", { exact: true }).waitFor();
		await entry.getByText(/This is part of 977 KiB/).waitFor();
		assert.ok(((await entry.textContent()) ?? "").length < 100_000);
		assert.equal(await overflow(page), 0);
		await answer(ben.page, show("wide"))
			.getByText(/This is part of 977 KiB/)
			.waitFor();
		assert.equal(await overflow(ben.page), 0);
	});

	await t.test(
		"lines are filtered and copied without running anything again",
		async () => {
			await say(page, show("long"));
			const entry = answer(page, show("long"));
			await entry.getByText("succeeded", { exact: true }).waitFor();
			const before = await commandRecords(fleet);
			await entry.getByRole("button", { name: "Filter lines" }).click();
			await entry
				.getByRole("textbox", { name: "Show only lines that contain" })
				.fill("NEEDLE");
			const lines = entry.getByRole("group", { name: "Output of eu" });
			await lines.getByText("line 7 needle").waitFor();
			assert.doesNotMatch((await lines.textContent()) ?? "", /hay/);
			await page.keyboard.press("Escape");
			await lines.getByText("hay").first().waitFor();
			await answer(page, "kgp --cluster us")
				.getByRole("button", { name: "Copy answer" })
				.click();
			await answer(page, "kgp --cluster us")
				.getByRole("button", { name: "Copied" })
				.waitFor();
			assert.match(await clipboard(page), /^NAME +READY.*\ncart-us +1\/1/);
			assert.equal(await commandRecords(fleet), before);
		},
	);

	await t.test(
		"the viewer has all of it: it is searched back and forth, filtered, and taken away",
		async () => {
			const before = await commandRecords(fleet);
			const opener = answer(page, show("long")).getByRole("button", {
				name: "Open the output of eu in the viewer",
			});
			await opener.click();
			const viewer = page.getByRole("dialog", { name: /^eu: kubectl get cm/ });
			const search = viewer.getByRole("textbox", { name: "Search" });
			await viewer.getByText("line 0 hay").waitFor();
			await search.fill("needle");
			await viewer.getByText("1 of 10 lines").waitFor();
			await viewer.getByRole("button", { name: "Next match" }).click();
			await viewer.getByText("2 of 10 lines").waitFor();
			await viewer.getByText("line 507 ").waitFor();
			await page.keyboard.press("F3");
			await viewer.getByText("3 of 10 lines").waitFor();
			await page.keyboard.press("Shift+F3");
			await viewer.getByRole("button", { name: "Previous match" }).click();
			await viewer.getByRole("button", { name: "Previous match" }).click();
			await viewer.getByText("10 of 10 lines").waitFor();
			await viewer.getByText("line 4507 ").waitFor();
			assert.deepEqual(await seriousViolations(page), []);
			const [file] = await Promise.all([
				page.waitForEvent("download"),
				viewer.getByRole("link", { name: "Download" }).click(),
			]);
			assert.equal(
				(await readFile(await file.path(), "utf8")).trimEnd(),
				manyLines,
			);
			await viewer
				.getByRole("textbox", { name: "Show only lines that contain" })
				.fill("line 4999");
			await viewer.getByText("line 4507 ").waitFor({ state: "detached" });
			await viewer.getByRole("button", { name: "Copy", exact: true }).click();
			await viewer.getByRole("button", { name: "Copied" }).waitFor();
			assert.equal(await clipboard(page), "line 4999 hay\n");
			await page.keyboard.press("Escape");
			await viewer.waitFor({ state: "detached" });
			assert.ok(await isFocused(opener));
			assert.equal(await commandRecords(fleet), before);
		},
	);

	await t.test("what was said is put back to be run again", async () => {
		const words = "kubectl get pods -n shop --cluster eu";
		await answer(page, words)
			.getByRole("button", { name: "Edit and run again" })
			.click();
		assert.equal(await input.inputValue(), words);
		assert.ok(await isFocused(input));
		await input.press("Enter");
		await until(
			async () =>
				(await page.getByRole("article", { name: words }).count()) === 2,
			{ what: "it was said twice" },
		);
	});

	await t.test(
		"a reply is seen by another as it comes, with how many there are",
		async () => {
			await reply(page).click();
			await say(page, "kubectl get ns --cluster eu", "Reply");
			const count = ben.page.getByRole("button", { name: "1 reply" });
			await count.click();
			const thread = ben.page.getByRole("complementary", { name: "Thread" });
			await thread.getByRole("row", { name: /shop Active/ }).waitFor();
			await say(ben.page, "kubectl get ns --cluster us", "Reply");
			await page
				.getByRole("complementary", { name: "Thread" })
				.getByRole("article", { name: /--cluster us, by ben@example\.com/ })
				.getByRole("row", { name: /shop Active/ })
				.waitFor();
			await page.getByRole("button", { name: "2 replies" }).waitFor();
			// What is said in a thread stands nowhere else.
			assert.equal(
				await page
					.getByRole("region", { name: "Conversation" })
					.getByRole("article", { name: /get ns/ })
					.count(),
				0,
			);
			assert.deepEqual(await seriousViolations(page), []);
			await page.getByRole("combobox", { name: "Reply" }).press("Escape");
			await page
				.getByRole("complementary", { name: "Thread" })
				.waitFor({ state: "detached" });
		},
	);

	await t.test("after a reload the same stands there", async () => {
		const before = await articles(page);
		assert.ok(before.length >= 7);
		await page.reload();
		await page.getByRole("button", { name: "2 replies" }).waitFor();
		assert.deepEqual(await articles(page), before);
		const wide = answer(page, show("wide"));
		await wide.scrollIntoViewIfNeeded();
		await wide.getByText(/This is part of 977 KiB/).waitFor();
		const kept = answer(page, show("hostile"));
		await kept.scrollIntoViewIfNeeded();
		await kept.getByText(/gnp\.exe/).waitFor();
		assert.equal(await page.locator("article img").count(), 0);
	});

	await t.test(
		"a channel that is closed says so, and takes nothing",
		async () => {
			ana.expects(/status of 403/);
			await page.goto(`${pages}console/vault`);
			await page
				.getByText(/ana@example\.com is not a member of channel vault/)
				.first()
				.waitFor();
			assert.equal(await input.count(), 0);
			assert.deepEqual(await seriousViolations(page), []);
		},
	);

	await t.test("on a phone", async () => {
		await page.setViewportSize(phone);
		await page.goto(`${pages}console/general`);
		await page.getByRole("button", { name: "2 replies" }).waitFor();
		assert.equal(await overflow(page), 0);
		assert.deepEqual(await seriousViolations(page), []);
		await page.getByRole("button", { name: "2 replies" }).click();
		await page
			.getByRole("complementary", { name: "Thread" })
			.getByRole("row", { name: /shop Active/ })
			.first()
			.waitFor();
		assert.equal(await overflow(page), 0);
		await page.getByRole("button", { name: "Close the thread" }).click();
		await page
			.getByRole("combobox", { name: "Channel" })
			.selectOption("#vault");
		await page.waitForURL(/console\/vault/);
	});
});

/** What came of the words, as they were said last. */
function answer(page: Page, words: string) {
	return page
		.getByRole("article", { name: `${words}, by ana@example.com` })
		.last();
}

function reply(page: Page) {
	return answer(page, "kgp --cluster us").getByRole("button", {
		name: "Reply",
	});
}

async function say(page: Page, text: string, where = "Command") {
	const input = page.getByRole("combobox", { name: where });
	await input.fill(text);
	await input.press("Enter");
	await until(async () => (await input.inputValue()) === "", {
		what: "the input is free again",
	});
}

async function clipboard(page: Page): Promise<string> {
	return String(await page.evaluate("navigator.clipboard.readText()"));
}

async function isFocused(place: ReturnType<Page["locator"]>): Promise<boolean> {
	return await place.evaluate((element) => element.matches(":focus"));
}

async function articles(page: Page): Promise<readonly (string | null)[]> {
	const all = await page.getByRole("article").all();
	return await Promise.all(all.map((one) => one.getAttribute("aria-label")));
}

async function commandRecords(fleet: TestFleet): Promise<number> {
	const [row] = await fleet.sql(
		"select count(*)::int as count from audit_records where code like 'command.%'",
	);
	return Number(row?.count);
}

function putConfigMap(fleet: TestFleet, name: string, text: string): void {
	fleet.cluster("eu").kubernetes.objects.put([
		{
			apiVersion: "v1",
			kind: "ConfigMap",
			metadata: { name, namespace: "shop" },
			data: { text },
		},
	]);
}

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
import { home } from "./web-visit.ts";

type Page = Visitor["page"];

const skip = await whyNoBrowser();

/** So many stops on one page are walked through by nobody. */
const mostStops = 40;

test("a whole working day without a mouse", { skip }, async (t) => {
	const browser = await startTestBrowser(t);
	const fleet = await startTestFleet(t, {
		clusters: ["eu"],
		configuration: fleetConfiguration,
		web: true,
	});
	const { page } = await browser.visitor();
	const { keyboard } = page;

	await t.test("one signs in by link", async () => {
		await page.goto(await fleet.signInLink("ana@example.com"));
		await focusIs(page, 'button "Sign in"');
		await keyboard.press("Enter");
		await home(page);
	});

	await t.test("runs a command, and looks at all of its output", async () => {
		await page.getByRole("heading", { name: "Overview", level: 1 }).waitFor();
		await walkTo(page, 'link "Console"', "Tab");
		await keyboard.press("Enter");
		await focusIs(page, 'combobox "Command"');
		await keyboard.type("kubectl get pods -n shop --cluster eu");
		await keyboard.press("Enter");
		await page.getByText(/cart-eu/).waitFor();
		await page.getByText("succeeded", { exact: true }).waitFor();
		await focusIs(page, 'combobox "Command"');
		const opener = 'button "Open the output of eu in the viewer"';
		await walkTo(page, opener, "Shift+Tab");
		await keyboard.press("Enter");
		await focusIs(page, 'textbox "Search"');
		await keyboard.type("cart");
		await page.getByText("1 of 1 line").waitFor();
		// Nothing behind it is reached while it is open.
		const stops = await walkTo(page, 'textbox "Search"', "Tab");
		assert.ok(stops.some((stop) => stop.startsWith('link "Download"')));
		assert.ok(!stops.some((stop) => stop.includes("Command")), `${stops}`);
		await keyboard.press("Escape");
		await focusIs(page, opener);
	});

	await t.test(
		"replies to it, and comes back to where the thread was opened",
		async () => {
			await walkTo(page, 'button "Reply"', "Shift+Tab");
			await keyboard.press("Enter");
			await focusIs(page, 'combobox "Reply"');
			await keyboard.type("kubectl get ns --cluster eu");
			await keyboard.press("Enter");
			await page.getByRole("row", { name: /shop Active/ }).waitFor();
			await keyboard.press("Escape");
			await focusIs(page, 'button "1 reply"');
		},
	);

	await t.test("invites a person", async () => {
		await walkTo(page, 'link "People"', "Shift+Tab");
		await keyboard.press("Enter");
		await page.getByRole("heading", { name: "People", level: 1 }).waitFor();
		await walkTo(page, 'button "Invite a person"', "Tab");
		await keyboard.press("Enter");
		await focusIs(page, 'textbox "Email"');
		await keyboard.type("ben@example.com");
		await keyboard.press("Enter");
		await page.getByText("Copy the invitation link now").waitFor();
		await walkTo(page, 'button "Copy the invitation link"', "Tab");
		await keyboard.press("Enter");
		await until(
			async () =>
				/\/join#code=/.test(
					String(await page.evaluate("navigator.clipboard.readText()")),
				),
			{ what: "the link is in the clipboard" },
		);
		await walkTo(page, 'button "Done"', "Tab");
		await keyboard.press("Enter");
		await focusIs(page, 'button "Invite a person"');
		await page.getByText("ben@example.com").first().waitFor();
	});

	await t.test(
		"goes to the configuration by the search, edits and applies it",
		async () => {
			await keyboard.press("ControlOrMeta+k");
			await focusIs(page, /^(textbox|combobox|searchbox) /);
			await keyboard.type("configuration");
			await page
				.getByRole("dialog")
				.getByText("Configuration", { exact: true })
				.first()
				.waitFor();
			await keyboard.press("Enter");
			await page
				.getByRole("heading", { name: "Configuration", level: 1 })
				.waitFor();
			const editor = 'textbox "Configuration as YAML"';
			await walkTo(page, editor, "Tab");
			await keyboard.press("ControlOrMeta+End");
			await keyboard.type("# by keys alone");
			await page.getByText("No problems").waitFor();
			await page.getByText("Not applied").waitFor();
			await keyboard.press("Escape");
			await walkTo(page, 'button "Apply…"', "Shift+Tab");
			await keyboard.press("Enter");
			await focusIs(page, 'textbox "Note"');
			await keyboard.type("without a mouse");
			await keyboard.press("Enter");
			await page.getByText("1 of 1 agent has loaded version 2.").waitFor();
			await focusIs(page, 'button "Apply…"');
		},
	);

	await t.test("and signs out", async () => {
		await walkTo(page, 'button "Account of ana@example.com"', "Shift+Tab");
		await keyboard.press("Enter");
		await walkTo(page, 'menuitem "Sign out"', "ArrowDown");
		await keyboard.press("Enter");
		await page.waitForURL(/\/sign-in/);
		await page.getByRole("heading", { level: 1 }).waitFor();
	});

	await t.test("the first stop of a page leads past the menus", async () => {
		await page.goto(await fleet.signInLink("ben@example.com"));
		await focusIs(page, 'button "Sign in"');
		await keyboard.press("Enter");
		const pages = await home(page);
		await page.goto(`${pages}clusters`);
		await page.getByRole("row", { name: /eu/ }).waitFor();
		await walkTo(page, 'link "Skip to content"', "Tab");
		await keyboard.press("Enter");
		const [first = ""] = await walkTo(page, 'link "eu"', "Tab");
		assert.doesNotMatch(first, /Console|Organisation|Search Ctrl/);
	});
});

/** Role and name of what has the focus: `button "Run"`. */
async function focused(page: Page): Promise<string> {
	const place = page.locator(":focus");
	if ((await place.count()) === 0) return "nothing";
	const [first = ""] = (await place.ariaSnapshot()).split("\n");
	return first.replace(/^- '?/, "").replace(/:.*$/, "");
}

async function focusIs(page: Page, wanted: string | RegExp): Promise<void> {
	let last = "";
	await until(
		async () => {
			last = await focused(page);
			return typeof wanted === "string"
				? last.startsWith(wanted)
				: wanted.test(last);
		},
		{ what: `${wanted} has the focus` },
	).catch((error: unknown) => {
		throw new Error(`${last} has the focus, not ${wanted}`, { cause: error });
	});
}

/** Presses the key until it is reached. Answers the stops on the way, the last one too; each can be seen. */
async function walkTo(
	page: Page,
	wanted: string,
	key: "Tab" | "Shift+Tab" | "ArrowDown",
): Promise<readonly string[]> {
	const stops: string[] = [];
	while (stops.length < mostStops) {
		await page.keyboard.press(key);
		const stop = await focused(page);
		stops.push(stop);
		if (!stop.startsWith(wanted)) continue;
		assert.ok(await page.locator(":focus").isVisible(), wanted);
		return stops;
	}
	throw new Error(`${wanted} was not reached by ${key}: ${stops.join(", ")}`);
}

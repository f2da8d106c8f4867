import assert from "node:assert/strict";
import { test } from "node:test";
import { createApiClient } from "@quarterdeck/cli/api";
import {
	seriousViolations,
	startTestBrowser,
	type Visitor,
	whyNoBrowser,
} from "@quarterdeck/testkit/browser";
import { startTestFleet } from "@quarterdeck/testkit/fleet";
import { startTestProvider } from "@quarterdeck/testkit/oidc";
import { fleetConfiguration } from "./fleet-configuration.ts";
import { home, signInByLink } from "./web-visit.ts";

type Page = Visitor["page"];

const skip = await whyNoBrowser();
const password = "four words nobody joins";

const open = async (page: Page, name: string) => {
	await page.getByRole("link", { name }).click();
	await page.getByText("live", { exact: true }).waitFor();
};

/** Invites somebody and answers with the link that is shown. */
async function invite(page: Page, email: string): Promise<string> {
	await page.getByRole("button", { name: "Invite a person" }).click();
	const dialog = page.getByRole("dialog", { name: "Invite a person" });
	await dialog.getByLabel("Email").fill(email);
	await dialog.getByRole("button", { name: "Create link" }).click();
	await dialog.getByText("Copy the invitation link now").waitFor();
	assert.deepEqual(await seriousViolations(page), []);
	const link = await dialog.locator("pre").textContent();
	await dialog.getByRole("button", { name: "Done" }).click();
	return String(link);
}

/** Presses a button that asks, and says yes. */
async function confirm(page: Page, name: string): Promise<void> {
	await page.getByRole("button", { name, exact: true }).click();
	const dialog = page.getByRole("dialog", { name });
	await dialog.getByRole("button", { name, exact: true }).click();
}

/** Keeps requests waiting until they are released; `asked` resolves when the first has come. */
async function hold(
	page: Page,
	url: string | RegExp,
	isHeld: (body: string) => boolean = () => true,
): Promise<{ asked: Promise<void>; release: () => Promise<void> }> {
	const asked = Promise.withResolvers<void>();
	const released = Promise.withResolvers<void>();
	const answered: Promise<unknown>[] = [];
	await page.route(url, async (route) => {
		if (!isHeld(route.request().postData() ?? "")) return route.fallback();
		answered.push(
			page.waitForResponse((it) => it.request() === route.request()),
		);
		asked.resolve();
		await released.promise;
		await route.continue();
	});
	return {
		asked: asked.promise,
		async release() {
			released.resolve();
			await Promise.all(answered);
		},
	};
}

test("a person is invited by link, makes a token and a password, and is removed", {
	skip,
}, async (t) => {
	const browser = await startTestBrowser(t);
	const fleet = await startTestFleet(t, {
		clusters: [],
		configuration: fleetConfiguration,
		controlPlane: { QD_PASSWORD_SIGN_IN: "true" },
		web: true,
	});
	const [ana, dora] = [await browser.visitor(), await browser.visitor()];
	await signInByLink(ana.page, await fleet.signInLink("ana@example.com"));
	await open(ana.page, "People");
	const link = await invite(ana.page, "Dora@Example.com");

	await t.test(
		"opening another page while the channels load leads to that page",
		async () => {
			const { page } = ana;
			const organisation = await home(page);
			const channels = await hold(page, "**/graphql", (body) =>
				body.includes("query ConsoleChannels"),
			);
			const code = await hold(page, /people-page-.*\.js$/);
			await page.goto(`${organisation}console`);
			await channels.asked;
			await page.getByRole("link", { name: "People" }).click();
			await code.asked;
			await channels.release();
			await code.release();
			await page.getByRole("button", { name: "Invite a person" }).waitFor();
			assert.equal(page.url(), `${organisation}people`);
			await page.unrouteAll();
		},
	);

	await t.test(
		"whoever opens the link has used nothing before they press the button, and the address forgets the code",
		async () => {
			const { page } = await browser.visitor();
			await page.goto(link);
			await page.getByRole("button", { name: "Accept invitation" }).waitFor();
			await page
				.getByText("ana@example.com invites dora@example.com to Test")
				.waitFor();
			assert.equal(page.url(), `${fleet.url}/join`);
		},
	);

	await t.test("the link lets them in once", async () => {
		await dora.page.goto(link);
		await dora.page.getByRole("button", { name: "Accept invitation" }).click();
		await home(dora.page);
		const late = await browser.visitor();
		late.expects(/401/);
		await late.page.goto(link);
		await late.page.getByText("was already used, was withdrawn").waitFor();
		assert.equal(
			await late.page
				.getByRole("button", { name: "Accept invitation" })
				.count(),
			0,
		);
	});

	await t.test("the others see them without asking anew", async () => {
		await ana.page
			.getByRole("row", { name: /dora@example\.com.*member/ })
			.waitFor();
		await ana.page.getByText("No open invitations").waitFor();
	});

	await t.test("a token speaks for them until it is ended", async () => {
		const { page } = dora;
		await page.getByRole("button", { name: /Account of/ }).click();
		await page.getByRole("menuitem", { name: "Tokens and sessions" }).click();
		await page.getByRole("button", { name: "Create a token" }).click();
		await page.getByLabel("Label").fill("pipeline");
		await page.getByRole("button", { name: "Create token" }).click();
		const token = String(
			await page.getByRole("dialog").locator("pre").first().textContent(),
		);
		await page.getByRole("button", { name: "Done" }).click();
		const api = createApiClient({ url: fleet.url, token });
		const question = "{ me { email } }";
		assert.deepEqual(await api.ask(question, {}), {
			me: { email: "dora@example.com" },
		});
		await confirm(page, "Revoke token pipeline");
		await page.getByText("You have no API tokens").waitFor();
		await assert.rejects(api.ask(question, {}), /not signed in/);
	});

	await t.test(
		"a session that is ended elsewhere is out at once, and nothing of the organisation stays",
		async () => {
			await dora.page.getByLabel("New password").fill(password);
			await dora.page.getByRole("button", { name: "Set password" }).click();
			await dora.page.getByText("Password set").waitFor();
			const other = await browser.visitor();
			other.expects(/401/);
			await other.page.goto(`${fleet.url}/sign-in`);
			await other.page.getByLabel("Email").fill("dora@example.com");
			const field = other.page.getByLabel("Password", { exact: true });
			await field.fill("not that one");
			await field.press("Enter");
			await other.page.getByText("cannot sign in").waitFor();
			await field.fill(password);
			await field.press("Enter");
			await home(other.page);
			await open(other.page, "People");
			await confirm(dora.page, "End all other sessions");
			await other.page.getByText("You were signed out").waitFor();
			assert.equal(await other.page.getByText("ana@example.com").count(), 0);
			assert.match(
				other.page.url(),
				/returnTo=%2Fo%2F[a-z0-9-]*org_\w+%2Fpeople/,
			);
		},
	);

	await t.test(
		"under review an invitation lets nobody in before another member approves it",
		async () => {
			await fleet.apply(
				`${fleetConfiguration}settings: {review: configuration}\n`,
			);
			const waiting = await invite(ana.page, "eve@example.com");
			await ana.page.getByText("Waits until another member approves").waitFor();
			assert.equal(
				await ana.page.getByRole("button", { name: /^Approve/ }).count(),
				0,
			);
			const eve = await browser.visitor();
			eve.expects(/403/);
			const accept = async () => {
				await eve.page.goto(waiting);
				await eve.page
					.getByRole("button", { name: "Accept invitation" })
					.click();
			};
			await accept();
			await eve.page
				.getByText("by ana@example.com is not approved yet")
				.waitFor();
			await open(dora.page, "People");
			await dora.page
				.getByText("Waits until another member approves it")
				.waitFor();
			await confirm(dora.page, "Approve invitation for eve@example.com");
			await dora.page
				.getByRole("listitem")
				.filter({ hasText: "approved by dora@example.com" })
				.waitFor();
			assert.deepEqual(await seriousViolations(dora.page), []);
			await accept();
			await home(eve.page);
		},
	);

	await t.test("who is removed is out at once", async () => {
		await open(dora.page, "People");
		await ana.page
			.getByRole("button", { name: "Actions for dora@example.com" })
			.click();
		await ana.page.getByRole("menuitem", { name: "Remove" }).click();
		await ana.page
			.getByRole("dialog")
			.getByRole("button", { name: "Remove dora@example.com" })
			.click();
		await dora.page.getByText("You were signed out").waitFor();
		assert.equal(await dora.page.getByText("ana@example.com").count(), 0);
	});
});

test("a person is invited where people sign in by a provider", {
	skip,
}, async (t) => {
	const browser = await startTestBrowser(t);
	const people = ["owner", "dora", "eve"].map((name) => ({
		email: `${name}@example.com`,
	}));
	const provider = await startTestProvider(t, {
		people: [...people, { email: "una@example.com", emailVerified: false }],
	});
	const fleet = await startTestFleet(t, {
		clusters: [],
		configuration: fleetConfiguration,
		oidc: provider,
		web: true,
	});
	const atProvider = async (page: Page, email: string) => {
		await page.getByRole("link", { name: /Test provider/ }).click();
		await page.getByRole("textbox", { name: "E-mail" }).fill(email);
		await page.getByRole("button", { name: "Sign in" }).click();
	};
	const owner = await browser.visitor();
	await owner.page.goto(`${fleet.url}/sign-in`);
	await atProvider(owner.page, "owner@example.com");
	await home(owner.page);
	await open(owner.page, "People");
	const link = await invite(owner.page, "dora@example.com");

	await t.test("another address is told whom it is for", async () => {
		const { page } = await browser.visitor();
		await page.goto(link);
		await atProvider(page, "eve@example.com");
		await page.getByRole("button", { name: "Accept invitation" }).click();
		await page.getByText("The invitation is for dora@example.com").waitFor();
		await page
			.getByRole("button", { name: "Sign out and use another account" })
			.click();
		await page.getByRole("link", { name: /Test provider/ }).waitFor();
	});

	await t.test("an address nobody vouches for is not let in", async () => {
		const { page } = await browser.visitor();
		await page.goto(`${fleet.url}/sign-in`);
		await atProvider(page, "una@example.com");
		await page.getByText("Sign-in failed").waitFor();
		await page.getByText("Verify it there").waitFor();
		assert.deepEqual(await seriousViolations(page), []);
	});

	await t.test("the invited one accepts when they are back", async () => {
		const dora = await browser.visitor();
		await dora.page.goto(link);
		await atProvider(dora.page, "dora@example.com");
		await dora.page.getByRole("button", { name: "Accept invitation" }).click();
		await home(dora.page);
	});

	await t.test(
		"the owner hands the organisation over by typing the new owner's email",
		async () => {
			const { page } = owner;
			await page
				.getByRole("button", { name: "Actions for dora@example.com" })
				.click();
			await page.getByRole("menuitem", { name: "Make owner" }).click();
			const dialog = page.getByRole("dialog", { name: "Transfer ownership" });
			const act = dialog.getByRole("button", { name: "Transfer ownership" });
			await dialog.getByLabel(/Type dora/).fill("dora@example.co");
			assert.equal(await act.isDisabled(), true);
			await dialog.getByLabel(/Type dora/).fill("dora@example.com");
			await act.click();
			await page
				.getByRole("row", { name: /dora@example\.com.*owner/ })
				.waitFor();
		},
	);
});

import type { Visitor } from "@quarterdeck/testkit/browser";

type Page = Visitor["page"];

const inside = /\/o\/[a-z0-9-]+-org_\w+\/./;

/** Opens a one-time link and answers when the first page of the organisation is there: its address up to the page's name. */
export async function signInByLink(page: Page, link: string): Promise<string> {
	await page.goto(link);
	await page.getByRole("button", { name: "Sign in" }).click();
	return await home(page);
}

/** Signs in at the test provider, from the sign-in page. */
export async function signInByProvider(
	page: Page,
	url: string,
	person: { readonly email: string; readonly password?: string },
): Promise<void> {
	await page.goto(`${url}/sign-in`);
	await page.getByRole("link", { name: /Test provider/ }).click();
	await page.getByRole("textbox", { name: "E-mail" }).fill(person.email);
	await page.getByLabel("Password").fill(person.password ?? "");
	await page.getByRole("button", { name: "Sign in" }).click();
}

/** Answers where the pages of the organisation are, when the browser is on one: `…/o/acme-org_…/`. */
export async function home(page: Page): Promise<string> {
	await page.waitForURL(inside);
	return page.url().replace(/(\/o\/[^/]*org_[^/]+\/).*/, "$1");
}

/** How much wider the page is than the screen; nothing may be. */
export async function overflow(page: Page): Promise<number> {
	return Number(
		await page.evaluate("document.documentElement.scrollWidth - innerWidth"),
	);
}

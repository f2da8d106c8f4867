import type { stageApi } from "../stage-api.fixture.ts";
import {
	createTestBrowser,
	type TestBrowser,
} from "../test-browser.fixture.ts";

type Staged = Awaited<ReturnType<typeof stageApi>>;

/** A browser in which somebody signed in by a link of their organisation. */
export async function signedInBrowser(
	staged: Staged,
	who: Pick<Staged["signedIn"], "organisation" | "person"> = staged.signedIn,
): Promise<TestBrowser> {
	const browser = createTestBrowser(staged.url);
	await browser.signIn(await codeFor(staged, who));
	return browser;
}

/** A fresh one-time code for somebody. */
export async function codeFor(
	{ signIn }: Staged,
	{ organisation, person }: Pick<Staged["signedIn"], "organisation" | "person">,
): Promise<string> {
	const link = await signIn.makeSignInLink(organisation.id, person.id, {
		provesAccount: true,
	});
	return link.code;
}

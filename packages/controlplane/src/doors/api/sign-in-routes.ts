import type { AppError } from "@quarterdeck/contract";
import type { Context } from "hono";
import type { ApiDeps } from "./api-context.ts";
import { type Markup, pageHeaders } from "./pages/page.ts";
import { confirmPage, refusedPage, welcomePage } from "./pages/sign-in-page.ts";
import { httpStatus } from "./to-graphql-error.ts";

/** Clusters shown on the welcome page. */
const shownClusters = 50;

/** `GET /sign-in?code=…`: a button. Nothing is exchanged by looking. */
export function showSignIn(c: Context): Promise<Response> {
	const code = c.req.query("code") ?? "";
	if (code === "" || code.length > 512)
		return answerPage(
			refusedPage("There is no sign-in code in this link."),
			400,
		);
	return answerPage(confirmPage(code), 200);
}

/** `POST /sign-in`: exchanges the code, and says who you are and what to do next. */
export async function signIn(c: Context, deps: ApiDeps): Promise<Response> {
	const form = await c.req.parseBody();
	const code = typeof form.code === "string" ? form.code : "";
	try {
		const signedIn = await deps.identity.signIn(code);
		const page = await deps.fleet.listClusters(
			signedIn.organisation.id,
			{},
			{ first: shownClusters },
		);
		return await answerPage(
			welcomePage({
				signedIn,
				token: signedIn.token,
				publicUrl: deps.publicUrl,
				clusters: page.items,
				hasMore: page.nextCursor !== undefined,
			}),
			200,
		);
	} catch (thrown) {
		const error = deps.reportError(thrown);
		return answerPage(refusedPage(withRef(error)), httpStatus(error.kind));
	}
}

/** A page as an answer. */
async function answerPage(content: Markup, status: number): Promise<Response> {
	return new Response(String(await content), { status, headers: pageHeaders });
}

function withRef(error: AppError): string {
	return error.ref ? `${error.message} (ref ${error.ref})` : error.message;
}

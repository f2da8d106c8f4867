import { isId } from "@quarterdeck/contract";
import type { Context, Hono } from "hono";
import type { ApiContext } from "./api-context.ts";
import { answerAuditExport } from "./audit-export.ts";
import { identifyCaller } from "./identify-caller.ts";
import { answerOutput } from "./output-route.ts";
import { checkOwnSite } from "./sign-in/check-own-page.ts";
import type { SignInDeps } from "./sign-in/sign-in-routes.ts";
import type { Web } from "./web/create-web.ts";

/**
 * `GET /outputs/<run id>` and `GET /audit/export`. A browser sends its cookie also when it follows a link of another site's page: it is
 * shown a page of ours instead, where the person asks for the file themself or does not. Nobody is looked up for it, so nothing of the
 * session moves and nothing is written into the audit.
 */
export function addDownloadRoutes(app: Hono, deps: SignInDeps, web: Web): void {
	const download =
		(
			answer: (c: Context, context: ApiContext) => Promise<Response>,
			page: (c: Context) => Response,
		) =>
		async (c: Context) => {
			if (isLedHere(c)) return page(c);
			checkOwnSite(c);
			deps.requestLimit.admit(c, "ask");
			return answer(c, await identifyCaller(deps, c));
		};
	// The page of that very path names the run.
	app.get(
		"/outputs/:runId",
		download(answerOutput, () => web.page()),
	);
	app.get(
		"/audit/export",
		download(answerAuditExport, (c) => c.redirect(auditPage(c), 303)),
	);
}

/** A link of another site that a person followed, in a window of its own. */
function isLedHere(c: Context): boolean {
	const site = c.req.header("sec-fetch-site");
	return (
		(site === "cross-site" || site === "same-site") &&
		c.req.header("sec-fetch-mode") === "navigate" &&
		c.req.header("sec-fetch-dest") === "document"
	);
}

function auditPage(c: Context): string {
	const id = c.req.query("organisation");
	return isId("organisation", id) ? `/o/${id}/audit` : "/";
}

import { AppError } from "@quarterdeck/contract";
import type { Context } from "hono";
import { isCsrfToken } from "./session-cookie.ts";

/**
 * A browser sends cookies with requests that pages of others make. What changes something is taken by cookie only from a page
 * of ours: it names its origin, which the host check compared, and knows the session's token.
 * @throws AppError REQUEST_FOREIGN.
 */
export function checkOwnPage(c: Context, secret: string): void {
	if (c.req.method === "GET" || c.req.method === "HEAD") return;
	checkOwnSite(c);
	const site = c.req.header("sec-fetch-site");
	if (c.req.header("origin") === undefined && site !== "same-origin")
		throw foreign("it does not say which page it is from");
	if (!isCsrfToken(secret, c.req.header("x-csrf-token")))
		throw foreign("X-CSRF-Token is missing or of another session");
}

/** A request that a page of another site made. @throws AppError REQUEST_FOREIGN. */
export function checkOwnSite(c: Context): void {
	const site = c.req.header("sec-fetch-site");
	if (site !== undefined && site !== "same-origin" && site !== "none")
		throw foreign("it is from another site");
}

function foreign(reason: string): AppError {
	return new AppError("REQUEST_FOREIGN", { reason });
}

import { createHash } from "node:crypto";
import { html, raw } from "hono/html";
import type { HtmlEscapedString } from "hono/utils/html";
import { css } from "./page-style.ts";

/** Escaped HTML; everything a person or a cluster said goes through hono's `html`, which escapes. */
export type Markup = HtmlEscapedString | Promise<HtmlEscapedString>;

const styleHash = createHash("sha256").update(css).digest("base64");

/** Nothing but our one style sheet and our own form: no script, no image, no frame, whatever is put into the page. */
export const pageHeaders: Readonly<Record<string, string>> = {
	"content-type": "text/html; charset=utf-8",
	"content-security-policy": `default-src 'none'; style-src 'sha256-${styleHash}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`,
	"referrer-policy": "no-referrer",
	"x-content-type-options": "nosniff",
	"x-frame-options": "DENY",
	"cache-control": "no-store",
};

/** A page of the house around its content. */
export function page(title: string, content: Markup): Markup {
	return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>${title} · Quarterdeck</title>
<style>${raw(css)}</style>
</head>
<body>
<header><span class="mark" aria-hidden="true">⎈</span> Quarterdeck</header>
<main>${content}</main>
</body>
</html>
`;
}

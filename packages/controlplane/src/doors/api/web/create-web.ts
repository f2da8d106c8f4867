import { randomBytes } from "node:crypto";
import type { Context } from "hono";
import { loadWeb, markOf, type WebFile, type WebFiles } from "./load-web.ts";

/** The built UI, ready to be given. */
export interface Web {
	/** A file of it, or undefined when there is none of that path. */
	file(c: Context): Response | undefined;
	/** `index.html` with a fresh nonce; the plain page that says how to build it where it is not. */
	page(): Response;
}

const nonceMeta = /<meta\s+name="csp-nonce"[^>]*>/;

/**
 * Serves the UI from `dir`. A build made while we run is taken up with the next page; files of the one before are given no
 * longer then, so a page that is open asks for itself anew.
 */
export function createWeb(dir: string): Web {
	let loaded: WebFiles | undefined;
	function current(): WebFiles | undefined {
		// While it is built anew there is no index.html for a moment: what was there is given until then.
		const mark = markOf(dir);
		if (mark !== undefined && mark !== loaded?.mark) loaded = loadWeb(dir);
		return loaded;
	}
	return {
		file(c) {
			const file =
				loaded?.files.get(c.req.path) ?? current()?.files.get(c.req.path);
			return file && answerFile(c, file);
		},
		page() {
			const html = current()?.indexHtml;
			return html === undefined ? notBuilt() : answerIndex(html);
		},
	};
}

function answerIndex(indexHtml: string): Response {
	const nonce = randomBytes(18).toString("base64url");
	const meta = `<meta name="csp-nonce" content="${nonce}">`;
	const html = nonceMeta.test(indexHtml)
		? indexHtml.replace(nonceMeta, meta)
		: indexHtml.replace(/<head[^>]*>/, (head) => head + meta);
	return new Response(html, {
		headers: {
			"content-type": "text/html; charset=utf-8",
			"content-security-policy": contentSecurityPolicy(nonce),
			// A nonce that is seen twice is none.
			"cache-control": "no-store",
		},
	});
}

/** Scripts from our own files alone; style elements with this page's nonce; nothing from elsewhere, in no frame. */
function contentSecurityPolicy(nonce: string): string {
	return [
		"default-src 'none'",
		"script-src 'self'",
		`style-src 'self' 'nonce-${nonce}'`,
		"img-src 'self' data:",
		"font-src 'self'",
		"connect-src 'self'",
		"form-action 'self'",
		"base-uri 'none'",
		"frame-ancestors 'none'",
	].join("; ");
}

function answerFile(c: Context, file: WebFile): Response {
	const { form, encoding } = chosen(file, c.req.header("accept-encoding"));
	const headers = {
		"content-type": file.contentType,
		etag: form.etag,
		vary: "accept-encoding",
		"cache-control": file.isImmutable
			? "public, max-age=31536000, immutable"
			: "no-cache",
		...(encoding ? { "content-encoding": encoding } : {}),
	};
	const known = c.req.header("if-none-match")?.split(",") ?? [];
	if (known.some((tag) => tag.trim().replace(/^W\//, "") === form.etag))
		return new Response(null, { status: 304, headers });
	return new Response(form.bytes, {
		headers: { ...headers, "content-length": String(form.bytes.length) },
	});
}

function chosen(file: WebFile, accepted = "") {
	for (const [encoding, form] of [
		["br", file.br],
		["gzip", file.gzip],
	] as const)
		if (form && accepts(accepted, encoding)) return { form, encoding };
	return { form: file.plain, encoding: undefined };
}

function accepts(header: string, encoding: string): boolean {
	return header
		.toLowerCase()
		.split(",")
		.some((part) => {
			const [name, ...parameters] = part.split(";").map((one) => one.trim());
			const q = parameters.find((one) => one.startsWith("q="));
			return name === encoding && (q === undefined || Number(q.slice(2)) > 0);
		});
}

function notBuilt(): Response {
	return new Response(
		"The pages of Quarterdeck are not built. Build them with: npm run build --workspace packages/web\nThe API and the command line work without them.\n",
		{
			status: 503,
			headers: {
				"content-type": "text/plain; charset=utf-8",
				"cache-control": "no-store",
			},
		},
	);
}

import type { MiddlewareHandler } from "hono";

/**
 * What every answer says of itself: never sniffed, never framed, no referrer, and no script in it unless its own policy
 * says so. Over https also that it is never to be asked for without.
 */
export function createSecurityHeaders(publicUrl: string): MiddlewareHandler {
	const always: Readonly<Record<string, string>> = {
		"x-content-type-options": "nosniff",
		"x-frame-options": "DENY",
		"referrer-policy": "no-referrer",
		"cross-origin-opener-policy": "same-origin",
		"cross-origin-resource-policy": "same-origin",
		...(publicUrl.startsWith("https:")
			? { "strict-transport-security": "max-age=31536000" }
			: {}),
	};
	const unlessSaid: Readonly<Record<string, string>> = {
		"content-security-policy": "default-src 'none'; frame-ancestors 'none'",
		"cache-control": "no-store",
	};
	return async (c, next) => {
		await next();
		const { headers } = c.res;
		for (const [name, value] of Object.entries(always))
			headers.set(name, value);
		for (const [name, value] of Object.entries(unlessSaid))
			if (!headers.has(name)) headers.set(name, value);
	};
}

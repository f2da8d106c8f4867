import { AppError } from "@quarterdeck/contract";
import { hostName } from "@quarterdeck/runtime";
import type { MiddlewareHandler } from "hono";

/**
 * Refuses requests that were sent to another name than ours: a page elsewhere whose name was rebound to this machine would
 * otherwise reach a control plane on loopback. A browser's Origin must be ours as well.
 * Names are compared without their port: which port a tunnel or a proxy shows is not ours to know.
 */
export function createHostCheck(names: {
	readonly publicUrl: string;
	readonly allowedHosts: readonly string[];
}): MiddlewareHandler {
	const publicUrl = new URL(names.publicUrl);
	const allowed = new Set([
		"localhost",
		"127.0.0.1",
		"[::1]",
		publicUrl.hostname.toLowerCase(),
		...names.allowedHosts.map((host) => host.toLowerCase()),
	]);
	return async (c, next) => {
		const host = hostName(c.req.header("host"));
		if (host === undefined || !allowed.has(host))
			throw new AppError("HOST_UNKNOWN", {});
		const origin = c.req.header("origin");
		const isOurs =
			origin === undefined ||
			origin === publicUrl.origin ||
			isSameHost(origin, c.req.header("host"), allowed);
		if (!isOurs)
			throw new AppError("REQUEST_FOREIGN", {
				reason: "it is from another site",
			});
		return next();
	};
}

function isSameHost(
	origin: string,
	host: string | undefined,
	allowed: ReadonlySet<string>,
): boolean {
	const url = URL.parse(origin);
	if (!url || (url.protocol !== "http:" && url.protocol !== "https:"))
		return false;
	return (
		allowed.has(url.hostname.toLowerCase()) &&
		url.host.toLowerCase() === host?.toLowerCase()
	);
}

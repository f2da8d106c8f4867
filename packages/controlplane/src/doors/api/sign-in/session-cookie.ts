import { createHmac, timingSafeEqual } from "node:crypto";
import { readCookies } from "./read-cookies.ts";

/** Where a browser keeps its session's secret. */
export interface SessionCookie {
	/** The secret a request brings; undefined without one. */
	read(header: string | undefined): string | undefined;
	/** The line that keeps it. */
	set(secret: string): string;
	/** The line that takes it away. */
	clear(): string;
}

/**
 * Over https the name begins with `__Host-`: browsers take such a cookie from this very host only, so that no neighbour
 * under the same domain can plant one. Scripts never see it, and other sites' forms and frames do not send it.
 */
export function createSessionCookie(given: {
	readonly publicUrl: string;
	/** How long a session may last at most: so long a browser keeps the cookie. */
	readonly sessionDays: number;
}): SessionCookie {
	const { publicUrl, sessionDays } = given;
	const keepSeconds = sessionDays * 24 * 3600;
	const isSecure = publicUrl.startsWith("https:");
	const name = isSecure ? "__Host-quarterdeck" : "quarterdeck";
	const flags = `Path=/; HttpOnly; SameSite=Lax${isSecure ? "; Secure" : ""}`;
	return {
		read(header) {
			const secret = readCookies(header).get(name);
			return secret !== undefined && /^[\w-]{20,512}$/.test(secret)
				? secret
				: undefined;
		},
		set: (secret) => `${name}=${secret}; ${flags}; Max-Age=${keepSeconds}`,
		clear: () => `${name}=; ${flags}; Max-Age=0`,
	};
}

/** What a page of this session proves itself with. It follows from the secret, which cannot be found from it. */
export function csrfTokenOf(secret: string): string {
	return createHmac("sha256", secret)
		.update("quarterdeck csrf token")
		.digest("base64url");
}

/** Whether it is this session's token; how long it takes does not tell how much of it is right. */
export function isCsrfToken(
	secret: string,
	given: string | undefined,
): boolean {
	const wanted = Buffer.from(csrfTokenOf(secret));
	const got = Buffer.from(given ?? "");
	return wanted.length === got.length && timingSafeEqual(wanted, got);
}

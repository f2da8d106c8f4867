import type { IncomingMessage } from "node:http";
import { unauthorized } from "../resources/refusals.ts";
import type { ServiceAccountTokens } from "./service-account-tokens.ts";
import { anonymous, authenticated, type User } from "./user.ts";

export interface Authenticator {
	/** The user a bearer token speaks for; `undefined` when nobody. */
	byToken(
		token: string,
		audiences?: readonly string[],
	): { user: User; audiences: readonly string[] } | undefined;
	/** Who sent the request, before impersonation. Throws Unauthorized for a token nobody has. */
	ofRequest(request: IncomingMessage): User;
}

export function createAuthenticator(deps: {
	staticTokens: ReadonlyMap<string, User>;
	serviceAccountTokens: ServiceAccountTokens;
}): Authenticator {
	function byToken(token: string, audiences?: readonly string[]) {
		const known = deps.staticTokens.get(token);
		if (known)
			return { user: authenticated(known), audiences: audiences ?? [] };
		return deps.serviceAccountTokens.read(token, audiences);
	}

	return {
		byToken,
		ofRequest(request) {
			const token = bearerToken(request);
			if (token === undefined) return anonymous;
			const found = byToken(token);
			if (!found) throw unauthorized();
			return found.user;
		},
	};
}

const protocolTokenPrefix = "base64url.bearer.authorization.k8s.io.";

function bearerToken(request: IncomingMessage): string | undefined {
	const header = request.headers.authorization;
	if (header !== undefined) {
		const match = /^Bearer +(\S+)$/i.exec(header.trim());
		// Any other scheme is nobody's: the real server then goes on as anonymous.
		return match?.[1];
	}
	return webSocketToken(request);
}

/** Browsers cannot set headers on a WebSocket; the token then hides among the protocols. */
function webSocketToken(request: IncomingMessage): string | undefined {
	const protocols = request.headers["sec-websocket-protocol"] ?? "";
	const carrier = protocols
		.split(",")
		.map((each) => each.trim())
		.find((each) => each.startsWith(protocolTokenPrefix));
	if (!carrier) return undefined;
	return Buffer.from(
		carrier.slice(protocolTokenPrefix.length),
		"base64url",
	).toString();
}

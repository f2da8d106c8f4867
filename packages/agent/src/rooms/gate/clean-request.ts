import type { Identity } from "./identity.ts";

/** The parts of a client's request that cleaning needs. */
export interface RawRequest {
	readonly method: string;
	readonly url: string;
	/** Names and values in turn, as they arrived. */
	readonly rawHeaders: readonly string[];
}

export type CleanRequest =
	| {
			readonly kind: "clean";
			/** What is forwarded, including the identity's headers. */
			readonly headers: string[];
			readonly hasBody: boolean;
			/** Names what was removed that the client should not have sent. */
			readonly note: string | undefined;
	  }
	| { readonly kind: "refused"; readonly reason: string };

/** Apply to one hop only (RFC 9110, section 7.6.1), or are written again for the next one. */
const hopByHop = new Set([
	"connection",
	"keep-alive",
	"proxy-connection",
	"te",
	"trailer",
	"transfer-encoding",
	"upgrade",
	"host",
	"expect",
	"http2-settings",
]);
/** Would name the caller, which only the gate may do. */
const credentials = new Set([
	"authorization",
	"proxy-authorization",
	"cookie",
	"forwarded",
]);
const once = new Set(["host", "content-length", "transfer-encoding"]);
const methods = new Set([
	"GET",
	"HEAD",
	"POST",
	"PUT",
	"PATCH",
	"DELETE",
	"OPTIONS",
]);
const webSocketBearer = "base64url.bearer.authorization.k8s.io.";

/**
 * The request as the cluster may see it: without the credentials and impersonation of the client, with those of the identity.
 * Pure, and the only place that decides what is forwarded. Refuses every request that two parsers could read differently.
 */
export function cleanRequest(
	request: RawRequest,
	identity: Identity,
): CleanRequest {
	const reason = reasonToRefuse(request);
	if (reason !== undefined) return { kind: "refused", reason };
	const headers: string[] = [];
	const dropped = new Set<string>();
	const named = namedByConnection(request.rawHeaders);
	let hasBody = false;
	for (const [name, value, sent] of pairs(request.rawHeaders)) {
		if (name === "transfer-encoding") hasBody = true;
		if (name === "content-length" && value !== "0") hasBody = true;
		const unwanted = unwantedKind(name);
		if (unwanted) dropped.add(unwanted);
		else if (name === "sec-websocket-protocol")
			keepProtocols(sent, value, headers, dropped);
		else if (!hopByHop.has(name) && !credentials.has(name) && !named.has(name))
			headers.push(sent, value);
	}
	headers.push(...identityHeaders(identity));
	return { kind: "clean", headers, hasBody, note: noteOf(dropped) };
}

/** Why the request is not forwarded at all, in words for the record. */
function reasonToRefuse(request: RawRequest): string | undefined {
	if (!methods.has(request.method))
		return `the method ${request.method.slice(0, 16)} is not forwarded`;
	return reasonToRefusePath(request.url) ?? reasonToRefuseFraming(request);
}

/** Accepts only a plain path on the API server: no other host, no dot segments, nothing that another parser may read differently. */
function reasonToRefusePath(url: string): string | undefined {
	if (!url.startsWith("/")) return "the request target is not a path";
	if (url.length > 65_536) return "the path is too long";
	const query = url.indexOf("?");
	const path = query < 0 ? url : url.slice(0, query);
	if (!/^[\x21-\x7e]*$/.test(url) || /[\\#]/.test(url))
		return "the path has invalid characters";
	// Almost every path is plain; only the others are decoded and examined.
	if (!path.includes("%") && !path.includes("/.") && !path.includes("//"))
		return undefined;
	return reasonToRefuseOddPath(path);
}

function reasonToRefuseOddPath(path: string): string | undefined {
	let decoded: string;
	try {
		decoded = decodeURIComponent(path);
	} catch {
		return "the path has an invalid percent-encoding";
	}
	// biome-ignore lint/suspicious/noControlCharactersInRegex: the pattern looks for control characters
	if (/[\u0000-\u001f\u007f\\]/.test(decoded))
		return "the path has invalid characters";
	if (path.startsWith("//")) return "the path begins with two slashes";
	if (decoded.split("/").some((part) => part === ".." || part === "."))
		return "the path has . or .. segments";
	return undefined;
}

/** Two lengths, or a length and a coding, allow a request to be smuggled inside another. */
function reasonToRefuseFraming(request: RawRequest): string | undefined {
	const seen = new Set<string>();
	for (const [name, value] of pairs(request.rawHeaders)) {
		if (once.has(name) && seen.has(name)) return `${name} is sent twice`;
		seen.add(name);
		if (name === "content-length" && !/^\d{1,15}$/.test(value))
			return "content-length is not a number";
		if (name === "transfer-encoding" && value.toLowerCase() !== "chunked")
			return "transfer-encoding is not chunked";
	}
	if (seen.has("content-length") && seen.has("transfer-encoding"))
		return "content-length and transfer-encoding are both sent";
	return undefined;
}

/** Underscores count as hyphens, because a proxy on the way may treat them so. */
function unwantedKind(name: string): string | undefined {
	const plain = name.replaceAll("_", "-");
	if (plain.startsWith("impersonate-")) return "impersonation headers";
	if (plain.startsWith("x-remote-")) return "front-proxy headers";
	if (plain.startsWith("x-forwarded-")) return "forwarding headers";
	return undefined;
}

/** A WebSocket client may carry a token as a sub-protocol; the others are kept as they are. */
function keepProtocols(
	sent: string,
	value: string,
	headers: string[],
	dropped: Set<string>,
): void {
	const all = value.split(",").map((protocol) => protocol.trim());
	const kept = all.filter(
		(protocol) => !protocol.toLowerCase().startsWith(webSocketBearer),
	);
	if (kept.length < all.length) dropped.add("a bearer token in a sub-protocol");
	if (kept.length > 0) headers.push(sent, kept.join(", "));
}

/** What the record says about trailers, which are never forwarded. */
export function noteOfTrailers(
	rawTrailers: readonly string[],
): string | undefined {
	const dropped = new Set<string>();
	for (const [name] of pairs(rawTrailers)) {
		const unwanted = unwantedKind(name);
		if (unwanted) dropped.add(`${unwanted} in trailers`);
	}
	return noteOf(dropped);
}

function noteOf(dropped: ReadonlySet<string>): string | undefined {
	return dropped.size === 0 ? undefined : `${[...dropped].join(", ")} dropped`;
}

/** What makes the API server see a request as this identity's: names and values in turn. */
export function identityHeaders(identity: Identity): string[] {
	if (identity.kind === "anonymous") return [];
	return [
		"Impersonate-User",
		headerText(identity.user),
		...identity.groups.flatMap((group) => [
			"Impersonate-Group",
			headerText(group),
		]),
	];
}

/** Writes UTF-8 as Go expects it: Node sends one byte for each character of a header. */
function headerText(name: string): string {
	return Buffer.from(name, "utf8").toString("latin1");
}

function namedByConnection(rawHeaders: readonly string[]): Set<string> {
	const named = new Set<string>();
	for (const [name, value] of pairs(rawHeaders)) {
		if (name !== "connection") continue;
		for (const token of value.split(",")) named.add(token.trim().toLowerCase());
	}
	// The Connection header may not remove headers that describe the message itself.
	for (const kept of ["content-length", "content-type", "accept"])
		named.delete(kept);
	return named;
}

/** Name in lower case, value, and name as it was sent. */
function* pairs(
	raw: readonly string[],
): Generator<[name: string, value: string, sent: string]> {
	for (let i = 0; i + 1 < raw.length; i += 2) {
		const sent = raw[i] ?? "";
		yield [sent.toLowerCase(), raw[i + 1] ?? "", sent];
	}
}

/** The headers of a response that are forwarded to the client. */
export function cleanAnswerHeaders(
	raw: readonly (string | Buffer)[],
): string[] {
	const headers: string[] = [];
	for (let i = 0; i + 1 < raw.length; i += 2) {
		const name = String(raw[i]);
		if (hopByHop.has(name.toLowerCase())) continue;
		const value = raw[i + 1] ?? "";
		headers.push(
			name,
			typeof value === "string" ? value : value.toString("latin1"),
		);
	}
	return headers;
}

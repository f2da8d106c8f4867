import { badRequest } from "../resources/refusals.ts";

/** Where the next page of a list begins, and the version all pages show. */
export interface ContinueToken {
	/** The version of the first page; -1 for a list that goes on at whatever the state is by then. */
	readonly resourceVersion: number;
	/** The smallest key that the next page may hold. */
	readonly startKey: string;
}

export function writeContinueToken(token: ContinueToken): string {
	return Buffer.from(
		JSON.stringify({
			v: "meta.k8s.io/v1",
			rv: token.resourceVersion,
			start: `/${token.startKey}`,
		}).replaceAll("\0", "\\u0000"),
	).toString("base64url");
}

/** Throws 400 for a token this server never wrote. */
export function readContinueToken(text: string): ContinueToken {
	let read: { v?: unknown; rv?: unknown; start?: unknown };
	try {
		read = JSON.parse(Buffer.from(text, "base64url").toString("utf8"));
	} catch {
		const first = Buffer.from(text, "base64url").toString("latin1")[0] ?? "";
		throw badRequest(
			`invalid continue token: continue key is not valid: invalid character ${quoteRune(first)} looking for beginning of value`,
		);
	}
	if (read?.v !== "meta.k8s.io/v1")
		throw badRequest(
			`invalid continue token: continue key is not valid: server does not recognize this encoded version ${JSON.stringify(read?.v ?? "")}`,
		);
	if (typeof read.rv !== "number" || read.rv === 0)
		throw badRequest(
			"invalid continue token: continue key is not valid: incorrect encoded start resourceVersion (version meta.k8s.io/v1)",
		);
	if (typeof read.start !== "string" || read.start === "")
		throw badRequest(
			"invalid continue token: continue key is not valid: encoded start key empty (version meta.k8s.io/v1)",
		);
	return { resourceVersion: read.rv, startKey: read.start.slice(1) };
}

/** A character as Go's `strconv.QuoteRune` within a JSON error shows it. */
function quoteRune(char: string): string {
	const code = char.charCodeAt(0);
	if (code >= 0x20 && code < 0x7f) return `'${char}'`;
	return code < 0x80 && code > 0
		? `'\\x${code.toString(16).padStart(2, "0")}'`
		: `'\\u${(code || 0).toString(16).padStart(4, "0")}'`;
}

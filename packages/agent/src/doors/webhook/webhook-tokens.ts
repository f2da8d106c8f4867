import { createHash, timingSafeEqual } from "node:crypto";

/** Who may call: one token for every source group, or for the group that stands before it. */
export interface WebhookToken {
	/** Undefined: every group. */
	readonly group: string | undefined;
	readonly token: string;
}

/** Shorter ones can be guessed. */
const shortestToken = 16;
const maxTokens = 1000;

/**
 * The tokens of a file: `TOKEN`, or `GROUP TOKEN`, one in a line; empty lines and those that begin with # say nothing.
 * @throws Error that names the line, never what stands in it.
 */
export function readWebhookTokens(text: string): readonly WebhookToken[] {
	const tokens = text.split(/\r?\n/).flatMap((line, i): WebhookToken[] => {
		if (/^\s*(#|$)/.test(line)) return [];
		const words = line.trim().split(/\s+/);
		const token = words.at(-1) ?? "";
		if (words.length > 2 || token.length < shortestToken)
			throw new Error(
				`line ${i + 1} of the file with the tokens of the webhook is not TOKEN or GROUP TOKEN, or its token has fewer than ${shortestToken} characters`,
			);
		return [{ group: words.length === 2 ? words[0] : undefined, token }];
	});
	return tokens.slice(0, maxTokens);
}

/** Whether an Authorization header proves one of the tokens for the group: as a bearer, or as the password of anybody. */
export function isAuthorized(
	header: string | undefined,
	group: string,
	tokens: readonly WebhookToken[],
): boolean {
	const shown = shownToken(header);
	if (shown === undefined) return false;
	const digest = digestOf(shown);
	// Every token is compared: the time tells nothing.
	return tokens
		.filter((one) => one.group === undefined || one.group === group)
		.map(({ token }) => timingSafeEqual(digestOf(token), digest))
		.includes(true);
}

function shownToken(header: string | undefined): string | undefined {
	const [, scheme, proof = ""] =
		/^(bearer|basic) +(\S+)$/i.exec(header ?? "") ?? [];
	if (scheme === undefined) return undefined;
	if (scheme.toLowerCase() === "bearer") return proof;
	const decoded = Buffer.from(proof, "base64").toString("utf8");
	const colon = decoded.indexOf(":");
	return colon < 0 ? undefined : decoded.slice(colon + 1);
}

function digestOf(text: string): Buffer {
	return createHash("sha256").update(text).digest();
}

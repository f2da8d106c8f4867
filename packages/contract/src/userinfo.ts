/**
 * What stands before the `@` of an address. Quotes and brackets end it only in a text that is not one value, as a comment;
 * each part of the text is looked at once.
 */
const inValue = /(\w{0,20}):\/\/([^\s/?#]*)@/g;
const inText = /(\w{0,20}):\/\/([^\s/?#"'`<>{}[\],]*)@/g;
/** Their names are no secrets: everybody is `git` there. */
const namesOnly = new Set(["ssh", "sftp", "git"]);
/** A name as long as this is a token. */
const tokenLength = 16;

interface Userinfo {
	readonly start: number;
	readonly end: number;
	/** Where the secrets in it are. */
	readonly secrets: readonly TextSpan[];
}

/** A part of a text: `end` is behind its last character. */
export interface TextSpan {
	readonly start: number;
	readonly end: number;
}

/** Where the secrets in the addresses of a value are: passwords, and tokens in their place. */
export function secretsInAddresses(value: string): readonly TextSpan[] {
	if (!value.includes("://")) return [];
	return find(value, inValue).flatMap(({ secrets }) => secrets);
}

/** The text with what is before the `@` of its addresses replaced; `isValue`: it is one value, and no text with quotes. */
export function replaceUserinfo(
	text: string,
	replacement: string,
	{ isValue }: { readonly isValue: boolean },
): string {
	if (!text.includes("://")) return text;
	let at = 0;
	const pieces: string[] = [];
	for (const { start, end } of find(text, isValue ? inValue : inText)) {
		pieces.push(text.slice(at, start), replacement);
		at = end;
	}
	return pieces.join("") + text.slice(at);
}

function find(text: string, pattern: RegExp): Userinfo[] {
	return [...text.matchAll(pattern)].flatMap((match) => {
		const [whole, scheme = "", userinfo = ""] = match;
		const end = match.index + whole.length - 1;
		const start = end - userinfo.length;
		const secrets = secretsOf(scheme, userinfo).map((span) => ({
			start: start + span.start,
			end: start + span.end,
		}));
		return secrets.length === 0 ? [] : [{ start, end, secrets }];
	});
}

/** `redis://:password@host` has no name, and `https://token:@host` no password. */
function secretsOf(scheme: string, userinfo: string): TextSpan[] {
	const colon = userinfo.indexOf(":");
	const end = userinfo.length;
	if (colon < 0)
		return userinfo === "" || namesOnly.has(scheme.toLowerCase())
			? []
			: [{ start: 0, end }];
	const hasPassword = colon + 1 < end;
	const isUserSecret = colon >= tokenLength || (!hasPassword && colon > 0);
	return [
		...(isUserSecret ? [{ start: 0, end: colon }] : []),
		...(hasPassword ? [{ start: colon + 1, end }] : []),
	];
}

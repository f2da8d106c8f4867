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
	readonly secrets: readonly string[];
}

/** The secrets in the addresses of a value: passwords, and tokens in their place. */
export function userinfoOf(value: string): { readonly secrets: string[] } {
	if (!value.includes("://")) return { secrets: [] };
	return {
		secrets: find(value, inValue).flatMap(({ secrets }) => secrets),
	};
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
		const secrets = secretsOf(scheme, userinfo);
		const end = match.index + whole.length - 1;
		return secrets.length === 0
			? []
			: [{ start: end - userinfo.length, end, secrets }];
	});
}

function secretsOf(scheme: string, userinfo: string): string[] {
	const colon = userinfo.indexOf(":");
	if (colon < 0)
		return userinfo === "" || namesOnly.has(scheme.toLowerCase())
			? []
			: [userinfo];
	const user = userinfo.slice(0, colon);
	const password = userinfo.slice(colon + 1);
	return [
		...(password === "" ? [] : [password]),
		...(user.length < tokenLength ? [] : [user]),
	];
}

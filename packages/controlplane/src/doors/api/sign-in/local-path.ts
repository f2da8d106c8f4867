/** Longer addresses of ours do not exist. */
const maxLength = 512;

/**
 * Where somebody is led after signing in: the path they came from when it is one of ours, else `/`. An address that a browser
 * could take for another site's (`//host`, a backslash, control characters it would drop) is none of ours, and neither is one
 * that would sign in again.
 */
export function localPath(given: string | undefined): string {
	if (given === undefined || given.length > maxLength) return "/";
	if (!/^\/(?![/\\])[\x21-\x5b\x5d-\x7e]*$/.test(given)) return "/";
	const url = URL.parse(given, "http://local.invalid");
	if (url?.origin !== "http://local.invalid") return "/";
	if (/^\/\/|^\/sign-in(\/|$)/.test(url.pathname)) return "/";
	return url.pathname + url.search + url.hash;
}

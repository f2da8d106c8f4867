/** Cookies of one request at most; more were not set by us. */
const maxCookies = 100;

/** The cookies of a request by name; of two with one name the first, which the browser holds to be the nearer. */
export function readCookies(
	header: string | undefined,
): ReadonlyMap<string, string> {
	const found = new Map<string, string>();
	for (const pair of (header ?? "").split(";", maxCookies)) {
		const at = pair.indexOf("=");
		const name = pair.slice(0, at).trim();
		if (at > 0 && !found.has(name)) found.set(name, pair.slice(at + 1).trim());
	}
	return found;
}

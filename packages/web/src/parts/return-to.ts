/** The search parameters that bring one back here after signing in. */
export function returnHere(): { readonly returnTo: string } {
	return { returnTo: location.pathname + location.search };
}

/** A path of this site to go to, or `/`: whatever else the parameter says is not followed. */
export function safeReturn(given: unknown): string {
	if (typeof given !== "string" || given.length > 2000) return "/";
	if (!/^\/(?![/\\])[\x21-\x5b\x5d-\x7e]*$/.test(given)) return "/";
	return given;
}

/** What a provider says, as it was read. */
export type Claims = Readonly<Record<string, unknown>>;

/**
 * The value of a claim; undefined when it is absent or null. `name` is the claim's own name, which may hold dots and slashes as URLs do,
 * or else a path of names with dots between them (`realm_access.roles`). A name that exists as it is wins over a path, at each step.
 */
export function findClaim(claims: Claims, name: string): unknown {
	if (Object.hasOwn(claims, name)) return claims[name] ?? undefined;
	for (
		let dot = name.lastIndexOf(".");
		dot > 0;
		dot = name.lastIndexOf(".", dot - 1)
	) {
		const head = name.slice(0, dot);
		const below = Object.hasOwn(claims, head) ? claims[head] : undefined;
		if (!isClaims(below)) continue;
		const found = findClaim(below, name.slice(dot + 1));
		if (found !== undefined) return found;
	}
	return undefined;
}

/** Whether a value has claims below it. */
export function isClaims(value: unknown): value is Claims {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}

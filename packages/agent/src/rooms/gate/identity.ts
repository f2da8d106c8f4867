/** The Kubernetes user and groups of one run: mapped names, or the anonymous user. */
export type Identity =
	| {
			readonly kind: "impersonated";
			readonly user: string;
			readonly groups: readonly string[];
	  }
	| { readonly kind: "anonymous" };

/**
 * Why a name may never be impersonated; undefined when it may.
 * Names that begin with `system:` belong to the cluster: `system:masters` may do anything (docs/architecture/kubernetes-facts.md#impersonation).
 * Spaces at the edges are refused instead of trimmed, because the API server trims them: ` system:masters` would arrive as `system:masters`.
 */
export function reasonToRefuseName(name: string): string | undefined {
	if (name === "") return "it is empty";
	if (name.length > 512) return "it is longer than 512 characters";
	if (hasControlCharacter(name)) return "it has a control character";
	if (!name.isWellFormed()) return "it is not well-formed text";
	if (name.trim() !== name) return "it begins or ends with a space";
	if (name.toLowerCase().startsWith("system:"))
		return "names that begin with system: belong to the cluster itself";
	return undefined;
}

function hasControlCharacter(name: string): boolean {
	for (let i = 0; i < name.length; i++) {
		const code = name.charCodeAt(i);
		if (code < 0x20 || (code >= 0x7f && code <= 0x9f)) return true;
		if (code === 0x2028 || code === 0x2029) return true;
	}
	return false;
}

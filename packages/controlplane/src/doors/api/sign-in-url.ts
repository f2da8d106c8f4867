/** The one-time link a person opens, or hands to `qd login`. The fragment reaches no log of a server on the way. */
export function signInUrl(publicUrl: string, code: string): string {
	return `${publicUrl}/sign-in#code=${encodeURIComponent(code)}`;
}

/** The link that lets the invited person in. */
export function joinUrl(publicUrl: string, code: string): string {
	return `${publicUrl}/join#code=${encodeURIComponent(code)}`;
}

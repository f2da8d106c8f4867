/** The one-time link a person opens, or hands to `qd login`. */
export function signInUrl(publicUrl: string, code: string): string {
	return `${publicUrl}/sign-in?code=${encodeURIComponent(code)}`;
}

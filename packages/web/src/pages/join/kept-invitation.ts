const key = "quarterdeck.invitation";

/*
 * The code of an invitation outlives the way to a provider and back, in this tab alone and until it was used. Where the browser
 * keeps nothing (or refuses to), the link must be opened again after signing in.
 */

export function keepInvitation(code: string): void {
	try {
		sessionStorage.setItem(key, code);
	} catch {
		// It is still in the memory of the page.
	}
}

export function keptInvitation(): string | undefined {
	try {
		return sessionStorage.getItem(key) ?? undefined;
	} catch {
		return undefined;
	}
}

export function dropInvitation(): void {
	try {
		sessionStorage.removeItem(key);
	} catch {
		// Nothing was kept.
	}
}

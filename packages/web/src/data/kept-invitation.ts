const key = "quarterdeck.invitation";

/*
 * The code of an invitation outlives the way to a provider and back, in this tab alone and until it was used. It belongs to the
 * account that saw it first: for everybody else there is none. Where the browser keeps nothing (or refuses to), the link must be
 * opened again after signing in.
 */

interface Kept {
	readonly code: string;
	/** Null while nobody has signed in with it. */
	readonly account: string | null;
}

/** Keeps a code for an account, or for whoever signs in next. */
export function keepInvitation(code: string, account: string | null): void {
	try {
		sessionStorage.setItem(key, JSON.stringify({ code, account }));
	} catch {
		// It is still in the memory of the page.
	}
}

/** The code that is kept for this account, or for whoever signs in next. */
export function keptInvitation(account: string | null): string | undefined {
	const kept = read();
	return kept?.account === null || kept?.account === account
		? kept.code
		: undefined;
}

export function dropInvitation(): void {
	try {
		sessionStorage.removeItem(key);
	} catch {
		// Nothing was kept.
	}
}

/** Forgets the code of another account; nobody's is left. */
export function dropInvitationOfOthers(account: string | null): void {
	const kept = read();
	if (kept?.account !== null && kept?.account !== account) dropInvitation();
}

function read(): Kept | undefined {
	try {
		const kept: unknown = JSON.parse(sessionStorage.getItem(key) ?? "null");
		if (typeof kept !== "object" || kept === null) return undefined;
		const { code, account } = kept as Partial<Kept>;
		return typeof code === "string" &&
			(account === null || typeof account === "string")
			? { code, account }
			: undefined;
	} catch {
		return undefined;
	}
}

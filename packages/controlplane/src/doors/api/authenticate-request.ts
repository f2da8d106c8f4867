import { AppError } from "@quarterdeck/contract";
import type { Identity, SignedIn } from "../../rooms/identity/index.ts";

/**
 * Who sent a request, by its bearer token. Undefined without one, or with one that is not valid (any more): what they may
 * do without being signed in is decided where it is asked.
 *
 * @throws what the store throws when it cannot be asked: a broken database must not look like a wrong token.
 */
export async function authenticateRequest(
	identity: Identity,
	header: string | undefined,
): Promise<SignedIn | undefined> {
	const token = /^Bearer +(\S{1,512})$/i.exec(header ?? "")?.[1];
	if (token === undefined) return undefined;
	try {
		return await identity.authenticate(token);
	} catch (error) {
		if (error instanceof AppError && error.code === "NOT_SIGNED_IN")
			return undefined;
		throw error;
	}
}

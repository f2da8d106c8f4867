import {
	type UseQueryResult,
	useQuery,
	useQueryClient,
} from "@tanstack/react-query";
import { createContext, useContext } from "react";
import type { ApiFailure } from "./api-failure.ts";
import { readSession, type Session } from "./session.ts";

const sessionKey = ["session"];

/** Who is signed in; kept until it changes. */
export function useSession(): UseQueryResult<Session, ApiFailure> {
	return useQuery<Session, ApiFailure>({
		queryKey: sessionKey,
		queryFn: readSession,
		staleTime: 60_000,
	});
}

/** Puts a session that was just told in place of the known one, or asks anew who is signed in. */
export function useSessionChange(): {
	readonly put: (session: Session) => void;
	readonly askAgain: () => Promise<void>;
	/** Forgets everything that was seen. */
	readonly forget: () => void;
} {
	const queries = useQueryClient();
	return {
		put: (session) => queries.setQueryData(sessionKey, session),
		askAgain: () => queries.invalidateQueries({ queryKey: sessionKey }),
		forget: () => queries.clear(),
	};
}

/** The id of the organisation the page is about; null outside one. */
export const OrganisationContext = createContext<string | null>(null);

export function useOrganisation(): string | null {
	return useContext(OrganisationContext);
}

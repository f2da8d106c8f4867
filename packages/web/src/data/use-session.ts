import {
	type UseQueryResult,
	useQuery,
	useQueryClient,
} from "@tanstack/react-query";
import { createContext, useContext, useMemo } from "react";
import type { ApiFailure } from "./api-failure.ts";
import { useReachability } from "./reachability.ts";
import { readSession, type Session } from "./session.ts";

const sessionKey = ["session"];

/** Whether what is kept under the key is the session, not something of an organisation. */
export function isSessionKey(key: readonly unknown[]): boolean {
	return key[0] === sessionKey[0];
}

/** Who is signed in; asked again every half minute while the page is looked at (every 3 seconds while nothing answers), and whenever it is in doubt. */
export function useSession(): UseQueryResult<Session, ApiFailure> {
	const { isReached } = useReachability();
	return useQuery<Session, ApiFailure>({
		queryKey: sessionKey,
		queryFn: readSession,
		staleTime: 10_000,
		refetchInterval: isReached ? 30_000 : 3000,
	});
}

/** Puts a session that was just told in place of the known one, or asks anew who is signed in. */
export function useSessionChange(): {
	readonly put: (session: Session) => void;
	readonly askAgain: () => Promise<void>;
} {
	const queries = useQueryClient();
	return useMemo(
		() => ({
			put: (session) => queries.setQueryData(sessionKey, session),
			askAgain: () => queries.invalidateQueries({ queryKey: sessionKey }),
		}),
		[queries],
	);
}

/** The id of the organisation the page is about; null outside one. */
export const OrganisationContext = createContext<string | null>(null);

export function useOrganisation(): string | null {
	return useContext(OrganisationContext);
}

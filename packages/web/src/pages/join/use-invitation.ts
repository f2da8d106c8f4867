import { type UseQueryResult, useQuery } from "@tanstack/react-query";
import type { ApiFailure } from "../../data/api-failure.ts";
import { type Invitation, readInvitation } from "../../data/session.ts";

/** What the invitation of a code is about; asked once while the page is open. */
export function useInvitation(
	code: string,
): UseQueryResult<Invitation, ApiFailure> {
	return useQuery<Invitation, ApiFailure>({
		queryKey: ["invitation", code],
		queryFn: () => readInvitation(code),
		staleTime: Number.POSITIVE_INFINITY,
		gcTime: 0,
		retry: false,
	});
}

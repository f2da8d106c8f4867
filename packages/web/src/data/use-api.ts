import {
	type InfiniteData,
	keepPreviousData,
	type UseInfiniteQueryResult,
	type UseMutationResult,
	type UseQueryResult,
	useInfiniteQuery,
	useMutation,
	useQuery,
	useQueryClient,
} from "@tanstack/react-query";
import { useEffect, useEffectEvent, useState } from "react";
import type { ApiFailure } from "./api-failure.ts";
import { type TadaDocumentNode, textOf } from "./graphql.ts";
import { sendRequest } from "./send-request.ts";
import { type ConnectionState, subscribe } from "./subscribe.ts";
import { useOrganisation } from "./use-session.ts";

/** What a query answers; asked again when the variables change. Keys begin with the organisation, so that none sees another's. */
export function useApiQuery<Result, Variables>(
	document: TadaDocumentNode<Result, Variables>,
	variables: Variables,
	options: { readonly enabled?: boolean } = {},
): UseQueryResult<Result, ApiFailure> {
	const organisation = useOrganisation();
	return useQuery<Result, ApiFailure>({
		queryKey: [organisation, textOf(document), variables],
		queryFn: ({ signal }) =>
			sendRequest(document, variables, { organisation, signal }),
		placeholderData: keepPreviousData,
		...options,
	});
}

/** A page's worth of a connection. */
export interface ConnectionPage {
	readonly pageInfo: {
		readonly hasNextPage: boolean;
		readonly endCursor: string | null;
	};
}

/** A list, page by page: `connectionOf` finds the connection in the answer. */
export function useApiPages<Result, Variables extends { after?: unknown }>(
	document: TadaDocumentNode<Result, Variables>,
	variables: Omit<Variables, "after">,
	connectionOf: (result: Result) => ConnectionPage,
	/** `refetchOnWindowFocus: false` for long lists that are followed live. */
	options: {
		readonly refetchOnWindowFocus?: boolean;
		readonly enabled?: boolean;
	} = {},
): UseInfiniteQueryResult<InfiniteData<Result, string | null>, ApiFailure> {
	const organisation = useOrganisation();
	return useInfiniteQuery({
		queryKey: [organisation, textOf(document), variables, "pages"],
		queryFn: ({ signal, pageParam }) =>
			sendRequest(document, { ...variables, after: pageParam } as Variables, {
				organisation,
				signal,
			}),
		initialPageParam: null as string | null,
		getNextPageParam(last: Result) {
			const { hasNextPage, endCursor } = connectionOf(last).pageInfo;
			return hasNextPage ? endCursor : undefined;
		},
		placeholderData: keepPreviousData,
		...options,
	});
}

/** A mutation. When it worked everything that is shown of the organisation is asked anew. */
export function useApiMutation<Result, Variables>(
	document: TadaDocumentNode<Result, Variables>,
): UseMutationResult<Result, ApiFailure, Variables> {
	const queries = useQueryClient();
	const organisation = useOrganisation();
	return useMutation<Result, ApiFailure, Variables>({
		mutationFn: (variables) =>
			sendRequest(document, variables, { organisation }),
		onSuccess: () => queries.invalidateQueries({ queryKey: [organisation] }),
	});
}

/** Follows a subscription while the component is there and `enabled`; begins anew when the variables change. */
export function useApiSubscription<Result, Variables>(
	document: TadaDocumentNode<Result, Variables>,
	variables: Variables,
	onEvent: (event: Result) => void,
	options: { readonly enabled?: boolean } = {},
): ConnectionState {
	const [state, setState] = useState<ConnectionState>({ state: "connecting" });
	const latestVariables = useEffectEvent(() => variables);
	const receive = useEffectEvent(onEvent);
	const organisation = useOrganisation();
	const key = JSON.stringify(variables);
	const { enabled = true } = options;
	useEffect(() => {
		if (!enabled) return;
		return subscribe(document, latestVariables, {
			organisation,
			onEvent: receive,
			onState: setState,
		});
	}, [document, organisation, key, enabled]);
	return state;
}

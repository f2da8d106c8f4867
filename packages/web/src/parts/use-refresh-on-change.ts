import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { graphql } from "../data/graphql.ts";
import type { ConnectionState } from "../data/subscribe.ts";
import { useApiSubscription } from "../data/use-api.ts";
import { useOrganisation } from "../data/use-session.ts";

const recordsDocument = graphql(`
	subscription KeepCurrent { auditEvents { id code } }
`);

/**
 * Asks anew what is shown of the organisation shortly after something of these areas was recorded (the part of an audit code
 * before the dot: `person`). It is also how a page without other news learns at once that its session ended.
 */
export function useRefreshOnChange(areas: readonly string[]): ConnectionState {
	const queries = useQueryClient();
	const organisation = useOrganisation();
	const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
	useEffect(() => () => clearTimeout(timer.current), []);
	return useApiSubscription(
		recordsDocument,
		{},
		({ auditEvents: { code } }) => {
			if (!areas.includes(code.split(".")[0] ?? "")) return;
			clearTimeout(timer.current);
			timer.current = setTimeout(
				() => void queries.invalidateQueries({ queryKey: [organisation] }),
				200,
			);
		},
	);
}

import { notifications } from "@mantine/notifications";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { forgetDrafts, forgetDraftsOfOthers } from "../data/drafts.ts";
import { dropInvitationOfOthers } from "../data/kept-invitation.ts";
import { onOtherTab } from "../data/other-tabs.ts";
import type { Session } from "../data/session.ts";
import { findSessionEnd } from "../data/session-end.ts";
import { onSessionRecheck } from "../data/session-recheck.ts";
import {
	isSessionKey,
	useSession,
	useSessionChange,
} from "../data/use-session.ts";

/**
 * Stands beside every page: asks anew who is signed in whenever that is in doubt, and forgets at once what was seen of a
 * session or an organisation that is over. The pages themselves go by the session that is known.
 */
export function SessionWatch() {
	const { data: session } = useSession();
	const { askAgain } = useSessionChange();
	const queries = useQueryClient();
	const before = useRef<Session>(undefined);

	useEffect(() => {
		const ask = () => void askAgain();
		// A page that comes back from the browser's own memory shows what was there when it was left.
		const onShown = (event: PageTransitionEvent) => {
			if (event.persisted) ask();
		};
		const endings = [onSessionRecheck(ask), onOtherTab(ask)];
		addEventListener("pageshow", onShown);
		return () => {
			removeEventListener("pageshow", onShown);
			for (const end of endings) end();
		};
	}, [askAgain]);

	// Also at the first answer after a reload: what the tab keeps may be of a session that ended meanwhile.
	const account = session && (session.account?.id ?? null);
	useEffect(() => {
		if (account === undefined) return;
		forgetDraftsOfOthers(account);
		dropInvitationOfOthers(account);
	}, [account]);

	useEffect(() => {
		const end = findSessionEnd(before.current, session);
		before.current = session;
		if (!end) return;
		notifications.clean();
		forgetDrafts(end.kind === "everything" ? undefined : end.ids);
		queries.getMutationCache().clear();
		queries.removeQueries({
			predicate: ({ queryKey }) =>
				!isSessionKey(queryKey) &&
				(end.kind === "everything" || end.ids.includes(String(queryKey[0]))),
		});
	}, [session, queries]);
	return null;
}

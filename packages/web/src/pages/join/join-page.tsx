import { Text } from "@mantine/core";
import { useEffect, useState } from "react";
import { type ApiFailure, failureOf } from "../../data/api-failure.ts";
import {
	dropInvitation,
	keepInvitation,
	keptInvitation,
} from "../../data/kept-invitation.ts";
import type { Session } from "../../data/session.ts";
import { ButtonLink } from "../../parts/links.tsx";
import { Loading } from "../../parts/loading.tsx";
import { NarrowPage } from "../../parts/narrow-page.tsx";
import { ProblemNote } from "../../parts/problem-note.tsx";
import { SessionGate } from "../../parts/session-gate.tsx";
import { useLinkCode } from "../../parts/use-link-code.ts";
import { AcceptInvitation } from "./accept-invitation.tsx";
import { JoinWays } from "./join-ways.tsx";
import { useInvitation } from "./use-invitation.ts";
import { WhoInvites } from "./who-invites.tsx";

/** Where an invitation leads: first one says who one is, then one accepts it. */
export function JoinPage() {
	const opened = useLinkCode();
	return (
		<SessionGate>
			{(session) => <Invited opened={opened} session={session} />}
		</SessionGate>
	);
}

function Invited(props: {
	readonly opened: string | undefined;
	readonly session: Session;
}) {
	const { opened, session } = props;
	const account = session.account?.id ?? null;
	const [kept] = useState(() => keptInvitation(account));
	const code = opened ?? kept;
	// From the moment somebody is signed in it is theirs.
	useEffect(() => {
		if (code && (opened || account)) keepInvitation(code, account);
	}, [code, opened, account]);
	return code ? <Join code={code} session={session} /> : <NoInvitation />;
}

/** The page says who invites before it offers anything; when that cannot be asked just now, the way in is offered all the same. */
function Join(props: { readonly code: string; readonly session: Session }) {
	const { data, error, isPending } = useInvitation(props.code);
	if (isPending)
		return (
			<NarrowPage title="You are invited">
				<Loading what="who invites you" />
			</NarrowPage>
		);
	if (error && failureOf(error).code === "INVITATION_REFUSED")
		return <NoInvitation error={error} />;
	const about = data && <WhoInvites {...data} />;
	if (props.session.signedIn)
		return <AcceptInvitation {...props} about={about} />;
	return (
		<NarrowPage title="You are invited">
			{about}
			<JoinWays {...props} />
		</NarrowPage>
	);
}

function NoInvitation({ error }: { readonly error?: ApiFailure }) {
	useEffect(() => {
		if (error) dropInvitation();
	}, [error]);
	return (
		<NarrowPage title="Invitation not found">
			{error ? (
				<ProblemNote error={error} />
			) : (
				<Text size="sm">
					Open your invitation link again in this tab, and check that it is
					complete. If you already used it, sign in.
				</Text>
			)}
			<ButtonLink to="/sign-in" variant="default">
				Sign in
			</ButtonLink>
		</NarrowPage>
	);
}

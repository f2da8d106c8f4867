import { Button, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import type { Session } from "../../data/session.ts";
import { Entrance } from "../../parts/entrance.tsx";
import { SessionGate } from "../../parts/session-gate.tsx";
import { useLinkCode } from "../../parts/use-link-code.ts";
import { AcceptInvitation } from "./accept-invitation.tsx";
import { JoinWays } from "./join-ways.tsx";
import { keepInvitation, keptInvitation } from "./kept-invitation.ts";

/** Where an invitation leads: first one says who one is, then one accepts it. */
export function JoinPage() {
	const opened = useLinkCode();
	const [kept] = useState(keptInvitation);
	useEffect(() => {
		if (opened) keepInvitation(opened);
	}, [opened]);
	const code = opened ?? kept;
	return (
		<SessionGate>
			{(session) =>
				code ? <Join code={code} session={session} /> : <NoInvitation />
			}
		</SessionGate>
	);
}

function Join(props: { readonly code: string; readonly session: Session }) {
	if (props.session.signedIn) return <AcceptInvitation {...props} />;
	return (
		<Entrance title="You are invited">
			<JoinWays {...props} />
		</Entrance>
	);
}

function NoInvitation() {
	return (
		<Entrance title="No invitation here">
			<Text size="sm">
				Open the link you were given once more, whole and in this browser tab.
				If it was used already, just sign in.
			</Text>
			<Button component={Link} to="/sign-in" variant="default">
				Sign in
			</Button>
		</Entrance>
	);
}

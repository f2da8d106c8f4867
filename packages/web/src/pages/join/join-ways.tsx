import { Button, Divider, Text } from "@mantine/core";
import { useRouter } from "@tanstack/react-router";
import { useState } from "react";
import { failureOf } from "../../data/api-failure.ts";
import { dropInvitation } from "../../data/kept-invitation.ts";
import { type Session, signInByLink } from "../../data/session.ts";
import { useSessionChange } from "../../data/use-session.ts";
import { PasswordSignIn } from "../../parts/password-sign-in.tsx";
import { ProblemNote } from "../../parts/problem-note.tsx";
import { ProviderButtons } from "../../parts/provider-buttons.tsx";

/** How an invited person says who they are. Where there is no provider, holding the link is proof of the address. */
export function JoinWays(props: {
	readonly code: string;
	readonly session: Session;
}) {
	const { providers, passwordSignIn } = props.session;
	const { put } = useSessionChange();
	if (providers.length === 0)
		return (
			<>
				<Text size="sm">
					Accepting signs you in with the invited address. The link works once.
					Use it only if it was sent to you.
				</Text>
				<JoinByLink code={props.code} />
				{passwordSignIn && (
					<>
						<Divider
							label="if you already have an account"
							labelPosition="center"
						/>
						<PasswordSignIn onSignedIn={put} />
					</>
				)}
			</>
		);
	return (
		<>
			<Text size="sm">
				Sign in with the invited address, then accept the invitation.
			</Text>
			<ProviderButtons session={props.session} returnTo="/join" />
			{passwordSignIn && (
				<>
					<Divider label="or" labelPosition="center" />
					<PasswordSignIn onSignedIn={put} />
				</>
			)}
		</>
	);
}

function JoinByLink(props: { readonly code: string }) {
	const { history } = useRouter();
	const { put } = useSessionChange();
	const [busy, setBusy] = useState(false);
	const [error, setError] = useState<unknown>();
	const join = async () => {
		setBusy(true);
		setError(undefined);
		try {
			const session = await signInByLink(props.code);
			dropInvitation();
			put(session);
			history.replace(
				session.organisation ? `/o/${session.organisation}/console` : "/",
			);
		} catch (failure) {
			if (failureOf(failure).code === "INVITATION_REFUSED") dropInvitation();
			setError(failure);
			setBusy(false);
		}
	};
	return (
		<>
			{error !== undefined && <ProblemNote error={error} />}
			<Button onClick={() => void join()} loading={busy} autoFocus>
				Accept invitation
			</Button>
		</>
	);
}

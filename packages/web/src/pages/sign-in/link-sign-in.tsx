import { Alert, Button, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { failureOf } from "../../data/api-failure.ts";
import { type Session, signInByLink } from "../../data/session.ts";
import { NarrowPage } from "../../parts/narrow-page.tsx";
import { ProblemNote } from "../../parts/problem-note.tsx";

interface LinkSignInProps {
	readonly code: string;
	readonly session: Session;
	readonly onSignedIn: (session: Session) => void;
	/** Whoever is signed in stays who they are. */
	readonly onStay: () => void;
}

/** Asks before the link is used: it works once, and whatever opens links to look at them presses no button. */
export function LinkSignIn(props: LinkSignInProps) {
	const { session } = props;
	const [busy, setBusy] = useState(false);
	const [error, setError] = useState<unknown>();
	const use = async () => {
		setBusy(true);
		setError(undefined);
		try {
			props.onSignedIn(await signInByLink(props.code));
		} catch (failure) {
			setError(failure);
			setBusy(false);
		}
	};
	const over =
		error !== undefined && failureOf(error).kind === "unauthenticated";
	return (
		<NarrowPage title="Sign in with this link?">
			{session.signedIn && (
				<Alert color="yellow" title="Someone is already signed in">
					This browser is signed in as {session.account?.email}. The link may
					belong to someone else. Using it ends that session.
				</Alert>
			)}
			<Text size="sm">
				This link was created for one person and works once. Use it only if it
				was sent to you.
			</Text>
			{error !== undefined && <ProblemNote error={error} />}
			<Stack gap="xs">
				{!over && (
					<Button
						onClick={() => void use()}
						loading={busy}
						autoFocus={!session.signedIn}
						fullWidth
					>
						Sign in
					</Button>
				)}
				{session.signedIn && (
					<Button variant="default" onClick={props.onStay} autoFocus fullWidth>
						Stay signed in as {session.account?.email}
					</Button>
				)}
				{over && !session.signedIn && (
					<Button variant="default" component="a" href="/sign-in" fullWidth>
						Other ways to sign in
					</Button>
				)}
			</Stack>
		</NarrowPage>
	);
}

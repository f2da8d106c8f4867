import { Button, Stack, Text } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import { failureOf } from "../../data/api-failure.ts";
import { graphql } from "../../data/graphql.ts";
import { dropInvitation, keepInvitation } from "../../data/kept-invitation.ts";
import { sendRequest } from "../../data/send-request.ts";
import { type Session, signOut } from "../../data/session.ts";
import { useSessionChange } from "../../data/use-session.ts";
import { NarrowPage } from "../../parts/narrow-page.tsx";
import { ProblemNote } from "../../parts/problem-note.tsx";

const acceptDocument = graphql(`
	mutation AcceptInvitation($code: String!) {
		acceptInvitation(code: $code) { id name }
	}
`);

/** Joins the organisation as whoever is signed in; a refusal says why and how to go on. */
export function AcceptInvitation(props: {
	readonly code: string;
	readonly session: Session;
	/** Who invites whom, where it is known. */
	readonly about: ReactNode;
}) {
	const { account } = props.session;
	const navigate = useNavigate();
	const { askAgain } = useSessionChange();
	const [busy, setBusy] = useState(false);
	const [error, setError] = useState<unknown>();
	const attempt = async (act: () => Promise<void>) => {
		setBusy(true);
		setError(undefined);
		try {
			await act();
		} catch (failure) {
			if (failureOf(failure).code === "INVITATION_REFUSED") dropInvitation();
			setError(failure);
		} finally {
			setBusy(false);
		}
	};
	const accept = () =>
		attempt(async () => {
			const { acceptInvitation } = await sendRequest(
				acceptDocument,
				{ code: props.code },
				{ organisation: null },
			);
			dropInvitation();
			await askAgain();
			await navigate({
				to: "/o/$organisation/console",
				params: { organisation: acceptInvitation.id },
				replace: true,
			});
		});
	const another = () =>
		attempt(async () => {
			await signOut();
			keepInvitation(props.code, null);
			await askAgain();
		});
	const code = error === undefined ? undefined : failureOf(error).code;
	const over = code === "INVITATION_REFUSED" || code === "PERSON_EXISTS";
	return (
		<NarrowPage title="You are invited">
			{props.about}
			<Text size="sm" style={{ overflowWrap: "anywhere" }}>
				You are signed in as <strong>{account?.email}</strong>. Accepting makes
				you a member of the organisation that invited this address.
			</Text>
			{error !== undefined && <ProblemNote error={error} />}
			<Stack gap="xs">
				{!over && code !== "INVITATION_FOR_ANOTHER" && (
					<Button onClick={() => void accept()} loading={busy} autoFocus>
						Accept invitation
					</Button>
				)}
				{over && (
					<Button component="a" href="/" variant="default">
						Go to your organisations
					</Button>
				)}
				{!over && (
					<Button
						variant="default"
						onClick={() => void another()}
						disabled={busy}
					>
						Sign out and use another account
					</Button>
				)}
			</Stack>
		</NarrowPage>
	);
}

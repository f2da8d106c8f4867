import { Anchor, Divider, List, Text } from "@mantine/core";
import { Link, Navigate } from "@tanstack/react-router";
import type { Session } from "../../data/session.ts";
import { Entrance } from "../../parts/entrance.tsx";
import { LeaveButton } from "../../parts/leave-button.tsx";
import { SessionGate } from "../../parts/session-gate.tsx";
import { CreateOrganisation } from "./create-organisation.tsx";

/** Before one's first organisation, and for one more. */
export function WelcomePage() {
	return (
		<SessionGate>
			{(session) =>
				session.signedIn ? (
					<Welcome session={session} />
				) : (
					<Navigate
						to="/sign-in"
						search={{ returnTo: "/welcome" } as never}
						replace
					/>
				)
			}
		</SessionGate>
	);
}

function Welcome({ session }: { readonly session: Session }) {
	const { account, organisations, canCreateOrganisation } = session;
	const first = organisations.length === 0;
	return (
		<Entrance title={first ? "Welcome" : "New organisation"}>
			{first && (
				<>
					<Text size="sm" style={{ overflowWrap: "anywhere" }}>
						You are signed in as <strong>{account?.email}</strong> and belong to
						no organisation yet.
					</Text>
					<List size="sm" spacing={4}>
						<List.Item>
							If you expect to belong to one, ask a member to invite exactly
							this address, and open the link they give you.
						</List.Item>
						{canCreateOrganisation && (
							<List.Item>Or begin one of your own here.</List.Item>
						)}
					</List>
				</>
			)}
			{canCreateOrganisation ? (
				<CreateOrganisation />
			) : (
				!first && (
					<Text size="sm">
						You may not create an organisation. Contact your operator.
					</Text>
				)
			)}
			<Divider />
			{first ? (
				<LeaveButton />
			) : (
				<Anchor component={Link} to="/" size="sm">
					Back to your organisations
				</Anchor>
			)}
		</Entrance>
	);
}

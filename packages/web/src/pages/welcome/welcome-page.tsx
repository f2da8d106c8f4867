import { Divider, List, Text } from "@mantine/core";
import { Navigate } from "@tanstack/react-router";
import type { Session } from "../../data/session.ts";
import { AnchorLink } from "../../parts/links.tsx";
import { NarrowPage } from "../../parts/narrow-page.tsx";
import { SessionGate } from "../../parts/session-gate.tsx";
import { SignOutButton } from "../../parts/sign-out-button.tsx";
import { CreateOrganisation } from "./create-organisation.tsx";

/** Before one's first organisation, and for one more. */
export function WelcomePage() {
	return (
		<SessionGate>
			{(session) =>
				session.signedIn ? (
					<Welcome session={session} />
				) : (
					<Navigate to="/sign-in" search={{ returnTo: "/welcome" }} replace />
				)
			}
		</SessionGate>
	);
}

function Welcome({ session }: { readonly session: Session }) {
	const { account, organisations, canCreateOrganisation } = session;
	const first = organisations.length === 0;
	return (
		<NarrowPage title={first ? "Welcome" : "New organisation"}>
			{first && (
				<>
					<Text size="sm" style={{ overflowWrap: "anywhere" }}>
						You are signed in as <strong>{account?.email}</strong> and do not
						belong to an organisation yet.
					</Text>
					<List size="sm" spacing={4}>
						<List.Item>
							To join an organisation, ask a member to invite this address, then
							open the link they send you.
						</List.Item>
						{canCreateOrganisation && (
							<List.Item>Or create your own organisation.</List.Item>
						)}
					</List>
				</>
			)}
			{canCreateOrganisation ? (
				<CreateOrganisation />
			) : (
				!first && (
					<Text size="sm">
						You cannot create an organisation here. Ask the operator of this
						server.
					</Text>
				)
			)}
			<Divider />
			{first ? (
				<SignOutButton />
			) : (
				<AnchorLink to="/" size="sm">
					Back to your organisations
				</AnchorLink>
			)}
		</NarrowPage>
	);
}

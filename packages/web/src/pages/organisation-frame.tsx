import { Container } from "@mantine/core";
import { Navigate, Outlet, useParams } from "@tanstack/react-router";
import { speakFor } from "../data/session.ts";
import { OrganisationContext, useSession } from "../data/use-session.ts";
import { AppShell } from "../parts/app-shell.tsx";
import { ProblemNote } from "../parts/problem-note.tsx";
import { hereForLater } from "../parts/return-to.ts";
import { Waiting } from "../parts/waiting.tsx";
import { NotFoundPage } from "./not-found/not-found-page.tsx";

/** What all pages of an organisation stand in: only for who is signed in and belongs to it. */
export function OrganisationFrame() {
	const { organisation } = useParams({ from: "/o/$organisation" });
	const session = useSession();
	if (session.isPending)
		return (
			<Container py="xl">
				<Waiting what="who is signed in" />
			</Container>
		);
	if (!session.data)
		return (
			<Container size="sm" py="xl">
				<ProblemNote
					error={session.error}
					onRetry={() => void session.refetch()}
				/>
			</Container>
		);
	if (!session.data.signedIn)
		return <Navigate to="/sign-in" search={hereForLater() as never} replace />;
	if (!session.data.organisations.some(({ id }) => id === organisation))
		return <NotFoundPage />;
	speakFor(organisation);
	return (
		<OrganisationContext value={organisation}>
			<AppShell session={session.data}>
				<Outlet key={organisation} />
			</AppShell>
		</OrganisationContext>
	);
}

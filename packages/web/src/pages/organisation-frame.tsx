import { Navigate, Outlet, useParams } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import type { Session } from "../data/session.ts";
import { OrganisationContext } from "../data/use-session.ts";
import { AppShell } from "../parts/app-shell.tsx";
import { returnHere } from "../parts/return-to.ts";
import { SessionGate } from "../parts/session-gate.tsx";
import { LeftOrganisation } from "./left-organisation.tsx";
import { NotFoundPage } from "./not-found/not-found-page.tsx";

/** What all pages of an organisation stand in: only for who is signed in and belongs to it, and only as long. */
export function OrganisationFrame() {
	return <SessionGate>{(session) => <Frame session={session} />}</SessionGate>;
}

function Frame({ session }: { readonly session: Session }) {
	const { organisation } = useParams({ from: "/o/$organisation" });
	const current = session.organisations.find(({ id }) => id === organisation);
	/** Names of the organisations that were shown here, so that it can be said which one ended. */
	const seen = useRef(new Map<string, string>());
	useEffect(() => {
		if (current) seen.current.set(current.id, current.name);
	}, [current]);
	if (!session.signedIn) {
		const because = seen.current.size > 0 ? ("ended" as const) : undefined;
		const search = { because, ...returnHere() };
		return <Navigate to="/sign-in" search={search} replace />;
	}
	if (current)
		return <Inside key={organisation} id={organisation} session={session} />;
	const name = seen.current.get(organisation);
	if (name === undefined) return <NotFoundPage />;
	return <LeftOrganisation name={name} session={session} />;
}

function Inside(props: { readonly id: string; readonly session: Session }) {
	return (
		<OrganisationContext value={props.id}>
			<AppShell session={props.session}>
				<Outlet />
			</AppShell>
		</OrganisationContext>
	);
}

import {
	Navigate,
	Outlet,
	useLocation,
	useNavigate,
	useParams,
} from "@tanstack/react-router";
import { type ReactNode, useEffect, useRef } from "react";
import { homeOrganisation } from "../data/home-organisation.ts";
import { organisationPart } from "../data/organisation-address.ts";
import type { Session } from "../data/session.ts";
import { OrganisationContext } from "../data/use-session.ts";
import { AppShell } from "../parts/app-shell.tsx";
import { returnHere } from "../parts/return-to.ts";
import { SessionGate } from "../parts/session-gate.tsx";
import { LeftOrganisation } from "./left-organisation.tsx";
import { NotFound } from "./not-found/not-found.tsx";
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
	useNameInAddress(current?.id);
	if (!session.signedIn) {
		const because = seen.current.size > 0 ? ("ended" as const) : undefined;
		const search = { because, ...returnHere() };
		return <Navigate to="/sign-in" search={search} replace />;
	}
	if (current)
		return (
			<Inside key={organisation} id={organisation} session={session}>
				<Outlet />
			</Inside>
		);
	const name = seen.current.get(organisation);
	if (name === undefined) return <NotFoundInFrame session={session} />;
	return <LeftOrganisation name={name} session={session} />;
}

/** An address that leads nowhere, wherever it was opened: who is signed in keeps header and navigation. */
export function NotFoundAnywhere() {
	return (
		<SessionGate>
			{(session) => <NotFoundInFrame session={session} />}
		</SessionGate>
	);
}

function NotFoundInFrame({ session }: { readonly session: Session }) {
	const home = session.signedIn ? homeOrganisation(session) : undefined;
	if (home === undefined) return <NotFoundPage />;
	return (
		<Inside id={home} session={session}>
			<NotFound />
		</Inside>
	);
}

/** Puts the organisation's name into an address that has none, or an old one. */
function useNameInAddress(id: string | undefined): void {
	const navigate = useNavigate();
	const part = id && organisationPart(id);
	const isNamed = useLocation({
		select: ({ pathname }) => pathname.split("/")[2] === part,
	});
	useEffect(() => {
		if (part === undefined || isNamed) return;
		void navigate({
			to: ".",
			search: true,
			hash: true,
			replace: true,
			resetScroll: false,
		});
	}, [part, isNamed, navigate]);
}

function Inside(props: {
	readonly id: string;
	readonly session: Session;
	readonly children: ReactNode;
}) {
	return (
		<OrganisationContext value={props.id}>
			<AppShell session={props.session}>{props.children}</AppShell>
		</OrganisationContext>
	);
}

import { useRouter, useSearch } from "@tanstack/react-router";
import { useEffect } from "react";
import type { Session } from "../../data/session.ts";
import { useSessionChange } from "../../data/use-session.ts";
import { NarrowPage } from "../../parts/narrow-page.tsx";
import { safeReturn } from "../../parts/return-to.ts";
import { SessionGate } from "../../parts/session-gate.tsx";
import { useLinkCode } from "../../parts/use-link-code.ts";
import { LinkSignIn } from "./link-sign-in.tsx";
import { SignInWays } from "./sign-in-ways.tsx";

/** Where one signs in: by a one-time link, a provider or a password. Who is signed in goes on to where they wanted to be. */
export function SignInPage() {
	const code = useLinkCode();
	return (
		<SessionGate>
			{(session) => <SignIn session={session} code={code} />}
		</SessionGate>
	);
}

function SignIn(props: {
	readonly session: Session;
	readonly code: string | undefined;
}) {
	const { session, code } = props;
	const { history } = useRouter();
	const { put } = useSessionChange();
	const search = useSearch({ from: "/sign-in" });
	const target = safeReturn(search.returnTo);
	const goOn = () => history.replace(target);
	const onSignedIn = (begun: Session) => {
		put(begun);
		goOn();
	};
	if (code)
		return (
			<LinkSignIn
				code={code}
				session={session}
				onSignedIn={onSignedIn}
				onStay={goOn}
			/>
		);
	if (session.signedIn) return <GoOn onGo={goOn} />;
	return (
		<NarrowPage title="Sign in">
			<SignInWays
				session={session}
				search={search}
				returnTo={target}
				onSignedIn={onSignedIn}
			/>
		</NarrowPage>
	);
}

function GoOn({ onGo }: { readonly onGo: () => void }) {
	useEffect(onGo, []);
	return null;
}

import { Container } from "@mantine/core";
import { Navigate } from "@tanstack/react-router";
import { homeOrganisation } from "../../data/home-organisation.ts";
import { useOrganisation, useSession } from "../../data/use-session.ts";
import { Loading } from "../../parts/loading.tsx";
import { ProblemNote } from "../../parts/problem-note.tsx";

/** Leads to the overview of the organisation used last, or to where one signs in. */
export function StartPage() {
	const here = useOrganisation();
	const session = useSession();
	if (session.isPending)
		return (
			<Container py="xl">
				<Loading what="who is signed in" />
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
	if (!session.data.signedIn) return <Navigate to="/sign-in" replace />;
	const next = homeOrganisation(session.data, here);
	if (!next) return <Navigate to="/welcome" replace />;
	return (
		<Navigate
			to="/o/$organisation/overview"
			params={{ organisation: next }}
			replace
		/>
	);
}

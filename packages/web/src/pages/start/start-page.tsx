import { Container } from "@mantine/core";
import { Navigate } from "@tanstack/react-router";
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
	const { signedIn, organisations, organisation } = session.data;
	if (!signedIn) return <Navigate to="/sign-in" replace />;
	const known = (id: string | null) =>
		organisations.some((one) => one.id === id) ? id : undefined;
	const next = known(here) ?? known(organisation) ?? organisations[0]?.id;
	if (!next) return <Navigate to="/welcome" replace />;
	return (
		<Navigate
			to="/o/$organisation/overview"
			params={{ organisation: next }}
			replace
		/>
	);
}

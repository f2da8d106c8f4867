import { Container } from "@mantine/core";
import type { ReactNode } from "react";
import type { Session } from "../data/session.ts";
import { useSession } from "../data/use-session.ts";
import { Loading } from "./loading.tsx";
import { ProblemNote } from "./problem-note.tsx";

/** Shows what depends on who is signed in once that is known; until then that it is asked, or why it cannot be. */
export function SessionGate(props: {
	readonly children: (session: Session) => ReactNode;
}) {
	const session = useSession();
	if (session.data) return props.children(session.data);
	return (
		<Container component="main" size="sm" py="xl">
			{session.isPending ? (
				<Loading what="who is signed in" />
			) : (
				<ProblemNote
					error={session.error}
					onRetry={() => void session.refetch()}
				/>
			)}
		</Container>
	);
}

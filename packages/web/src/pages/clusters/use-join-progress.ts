import { useApiQuery } from "../../data/use-api.ts";
import {
	clusterDocument,
	joinProgressDocument,
	joinTokenDocument,
} from "./documents.ts";
import { type JoinStep, joinSteps } from "./join-progress.ts";
import { useLookAgain } from "./use-look-again.ts";

/** The steps of a cluster that joins, kept current until the last is done. `replaces`: when the agent before joined. */
export function useJoinProgress(
	name: string,
	replaces: string | null,
): readonly JoinStep[] {
	const cluster = useApiQuery(clusterDocument, { name });
	const token = useApiQuery(joinTokenDocument, { cluster: name });
	const since = cluster.data?.cluster?.agentEnrolledAt ?? null;
	const progress = useApiQuery(joinProgressDocument, { cluster: name, since });
	const steps = joinSteps({
		cluster: cluster.data?.cluster ?? undefined,
		replaces,
		hasToken: Boolean(token.data?.joinToken),
		version: progress.data && (progress.data.configuration?.version ?? 0),
		hasCommand: since !== null && isSome(progress.data?.commands.edges),
	});
	const enabled = steps.some(({ done }) => !done);
	useLookAgain(cluster.refetch, { enabled });
	useLookAgain(progress.refetch, { enabled });
	return steps;
}

function isSome(list: readonly unknown[] | undefined): boolean {
	return list !== undefined && list.length > 0;
}

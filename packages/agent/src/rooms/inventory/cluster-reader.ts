/** A port: one small read of the cluster with the agent's own credentials. Rejects when there is no answer in time. */
export type ReadCluster = (
	path: string,
	timeoutMs: number,
) => Promise<{ readonly status: number; readonly body: string }>;

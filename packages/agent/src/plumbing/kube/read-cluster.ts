import { KubeError } from "./kube-error.ts";
import type { KubeTransport } from "./kube-transport.ts";
import { readBounded } from "./read-bounded.ts";

export interface ClusterAnswer {
	readonly status: number;
	readonly body: string;
}

const maxBytes = 1_048_576;

/** Small reads of fixed paths with the agent's own credentials, each with a deadline; an answer above 1 MiB is refused. */
export function createReadCluster(transport: Pick<KubeTransport, "open">) {
	return async function read(
		path: string,
		timeoutMs: number,
	): Promise<ClusterAnswer> {
		try {
			const { body, done } = await transport.open({
				method: "GET",
				verb: "get",
				resource: path,
				path,
				reason: "look how the cluster is",
				timeoutMs,
			});
			try {
				return {
					status: 200,
					body: await readBounded(body, { method: "GET", path }, maxBytes),
				};
			} finally {
				done();
			}
		} catch (error) {
			if (error instanceof KubeError) return { status: error.status, body: "" };
			throw error;
		}
	};
}

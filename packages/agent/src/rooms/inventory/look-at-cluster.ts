import { z } from "zod";
import { isTooSlow, refusesCredential, whyNoAnswer } from "../gate/index.ts";
import type { ReadCluster } from "./cluster-reader.ts";
import type { KubernetesState } from "./kubernetes-state.ts";

/** What one look found. */
export interface Look {
	readonly state: KubernetesState;
	/** The API server let the agent wait until the deadline. */
	readonly isSilent: boolean;
}

const timeoutMs = 5000;
const maxNamedChecks = 20;
/** It is shown in many places: nothing but letters, digits and signs of ASCII. */
const versionSchema = z.object({
	gitVersion: z.string().regex(/^[\x21-\x7e]{1,64}$/),
});

/** Asks the API server whether it is ready, and its version. Never rejects: what is wrong is in `problem`. */
export async function lookAtCluster(deps: {
	readonly read: ReadCluster;
	readonly address: string;
	/** Milliseconds that only grow. */
	readonly monotonicMs: () => number;
}): Promise<Look> {
	const { read, address, monotonicMs } = deps;
	const wrong = (problem: string, isSilent = false): Look => ({
		state: { reachable: false, problem: problem.slice(0, 512) },
		isSilent,
	});
	const startedMs = monotonicMs();
	try {
		const ready = await read("/readyz", timeoutMs);
		const latencyMs = Math.round(monotonicMs() - startedMs);
		const unready = whyUnready(ready);
		if (unready !== undefined) return wrong(`${address} ${unready}`);
		const { status, body } = await read("/version", timeoutMs);
		const unwell = whyUnready({ status, body: "" });
		if (unwell !== undefined) return wrong(`${address} ${unwell}`);
		// Which version it is may be a secret of the cluster; that it is a Kubernetes API server shows.
		if (status === 403)
			return { state: { reachable: true, latencyMs }, isSilent: false };
		if (status !== 200) return wrong(`${address} answers ${status}`);
		const { gitVersion: version } = versionSchema.parse(JSON.parse(body));
		return { state: { reachable: true, version, latencyMs }, isSilent: false };
	} catch (error) {
		if (error instanceof z.ZodError || error instanceof SyntaxError)
			return wrong(`what answers at ${address} is not a Kubernetes API server`);
		return wrong(`${address} ${whyNoAnswer(error)}`, isTooSlow(error));
	}
}

/** Undefined when it is ready. Not being allowed to ask (403), or having no such path (404), says that it answers. */
function whyUnready(answer: {
	readonly status: number;
	readonly body: string;
}): string | undefined {
	if (answer.status === 401) return refusesCredential;
	if (answer.status < 500 && answer.status !== 429) return undefined;
	const failed = [...answer.body.matchAll(/^\[-\]([\w./:-]{1,64})/gm)]
		.slice(0, maxNamedChecks)
		.map(([, part]) => part);
	return failed.length > 0
		? `is not ready: ${failed.join(", ")} failed`
		: `is not ready: it answers ${answer.status}`;
}

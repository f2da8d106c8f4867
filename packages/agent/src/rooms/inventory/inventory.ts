import type { Clock, Job, Log } from "@quarterdeck/runtime";
import { z } from "zod";
import { retrySeconds } from "../gate/index.ts";
import type { ReadCluster } from "./cluster-reader.ts";
import type { KubernetesState } from "./kubernetes-state.ts";
import { lookAtCluster } from "./look-at-cluster.ts";

/** What this cluster is. */
export interface Inventory {
	/** Looks again and again. */
	readonly job: Job;
	kubernetes(): KubernetesState;
	/** True while the API server lets everybody wait in vain. */
	isSilent(): boolean;
	/** UID of the kube-system namespace, which tells clusters apart; undefined when the agent may not read it. */
	clusterUid(): string | undefined;
	/** Looks now; resolves when it knows. */
	look(): Promise<void>;
	/** A request failed: the job looks within a second, and from then on as often as what it finds asks for. Many failures share a look. */
	suspect(): void;
	/** Calls `listener` at each change; returns how to stop that. */
	onChange(listener: () => void): () => void;
}

const reachableSeconds = 10;
const timeoutMs = 5000;
const namespaceSchema = z.object({
	metadata: z.object({ uid: z.string().max(64) }),
});

/** Knows nothing before the first look. */
export function createInventory(deps: {
	readonly read: ReadCluster;
	/** Where the API server is; only shown. */
	readonly address: string;
	/** When the agent's credential for it ends, where nothing renews it. */
	readonly credentialEndsAt?: Date | undefined;
	readonly clock: Pick<Clock, "monotonicMs" | "now">;
	readonly log: Log;
}): Inventory {
	const listeners = new Set<() => void>();
	let state: KubernetesState = {
		reachable: false,
		problem: "it has not been checked yet",
	};
	let isSilent = false;
	let uid: string | undefined;
	let looking: Promise<void> | undefined;
	let wakeJob: (() => void) | undefined;

	async function lookOnce(): Promise<void> {
		const looked = await lookAtCluster({
			read: deps.read,
			address: deps.address,
			monotonicMs: () => deps.clock.monotonicMs(),
		});
		const found = withCredentialEnd(looked.state, deps);
		uid ??= found.reachable ? await readUid(deps.read) : undefined;
		const changed = newsOf(found) !== newsOf(state);
		state = found;
		isSilent = looked.isSilent;
		if (changed) {
			if (found.reachable)
				deps.log.info("the API server answers", { version: found.version });
			else
				deps.log.warn("the API server is not healthy", {
					reason: found.problem,
				});
			for (const listener of listeners) listener();
		}
	}
	function look(): Promise<void> {
		looking ??= lookOnce().finally(() => {
			looking = undefined;
		});
		return looking;
	}
	return {
		job: {
			name: "look-at-cluster",
			description:
				"Checks whether the API server is ready, more often while it is not.",
			every: () => (state.reachable ? reachableSeconds : retrySeconds),
			when(wake) {
				wakeJob = wake;
				return () => {
					wakeJob = undefined;
				};
			},
			gatherSeconds: 1,
			run: look,
		},
		kubernetes: () => state,
		isSilent: () => isSilent,
		clusterUid: () => uid,
		look,
		suspect: () => wakeJob?.(),
		onChange(listener) {
			listeners.add(listener);
			return () => void listeners.delete(listener);
		},
	};
}

/** What listeners are told of: how long an answer takes differs each time. */
function newsOf({ latencyMs: _, ...news }: KubernetesState): string {
	return JSON.stringify(news);
}

/** A credential that has ended is the reason for what the API server refuses, and what somebody has to renew. */
function withCredentialEnd(
	state: KubernetesState,
	deps: {
		readonly credentialEndsAt?: Date | undefined;
		readonly clock: Pick<Clock, "now">;
	},
): KubernetesState {
	const end = deps.credentialEndsAt;
	if (end === undefined) return state;
	const credentialEndsAt = end.toISOString();
	const hasEnded = end.getTime() <= deps.clock.now().getTime();
	return {
		...state,
		credentialEndsAt,
		...(hasEnded && !state.reachable
			? {
					problem:
						`${state.problem ?? ""}; the agent's credential for it ended at ${credentialEndsAt}`.slice(
							-512,
						),
				}
			: {}),
	};
}

async function readUid(read: ReadCluster): Promise<string | undefined> {
	try {
		const { status, body } = await read(
			"/api/v1/namespaces/kube-system",
			timeoutMs,
		);
		if (status !== 200) return undefined;
		return namespaceSchema.parse(JSON.parse(body)).metadata.uid;
	} catch {
		return undefined;
	}
}

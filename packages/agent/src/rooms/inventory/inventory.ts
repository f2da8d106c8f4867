import type { Heartbeat } from "@quarterdeck/contract";
import type { Job, Log } from "@quarterdeck/runtime";
import { z } from "zod";
import type { ReadCluster } from "./cluster-reader.ts";

/** How the API server stands, as heartbeats tell it. */
export type KubernetesState = Heartbeat["kubernetes"];

/** What this cluster is. */
export interface Inventory {
	/** Looks again and again. */
	readonly job: Job;
	kubernetes(): KubernetesState;
	/** UID of the kube-system namespace, which tells clusters apart; undefined when the agent may not read it. */
	clusterUid(): string | undefined;
	/** Looks now; resolves when it knows. */
	look(): Promise<void>;
	/** Calls `listener` at each change; returns how to stop that. */
	onChange(listener: () => void): () => void;
}

const reachableSeconds = 30;
const unreachableSeconds = 3;
const timeoutMs = 5000;
const versionSchema = z.object({ gitVersion: z.string().max(64) });
const namespaceSchema = z.object({
	metadata: z.object({ uid: z.string().max(64) }),
});

/** Knows nothing before the first look. */
export function createInventory(deps: {
	readonly read: ReadCluster;
	readonly log: Log;
}): Inventory {
	const listeners = new Set<() => void>();
	let state: KubernetesState = {
		reachable: false,
		problem: "it has not been checked yet",
	};
	let uid: string | undefined;
	let looking: Promise<void> | undefined;

	async function lookOnce(): Promise<void> {
		const found = await readState(deps.read);
		uid ??= found.reachable ? await readUid(deps.read) : undefined;
		const changed = JSON.stringify(found) !== JSON.stringify(state);
		state = found;
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
				"Checks whether the API server responds, more often while it does not.",
			every: () => (state.reachable ? reachableSeconds : unreachableSeconds),
			run: look,
		},
		kubernetes: () => state,
		clusterUid: () => uid,
		look,
		onChange(listener) {
			listeners.add(listener);
			return () => void listeners.delete(listener);
		},
	};
}

async function readState(read: ReadCluster): Promise<KubernetesState> {
	try {
		const { status, body } = await read("/version", timeoutMs);
		if (status === 401)
			return { reachable: false, problem: "it refuses the agent's credential" };
		if (status !== 200)
			return { reachable: false, problem: `it answers ${status}` };
		return {
			reachable: true,
			version: versionSchema.parse(JSON.parse(body)).gitVersion,
		};
	} catch (error) {
		return { reachable: false, problem: problemOf(error) };
	}
}

function problemOf(error: unknown): string {
	if (error instanceof z.ZodError || error instanceof SyntaxError)
		return "its answer is not that of a Kubernetes API server";
	const text = error instanceof Error ? error.message : String(error);
	return text.slice(0, 512) || "no answer";
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

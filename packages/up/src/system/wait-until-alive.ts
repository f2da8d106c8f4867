import { setTimeout as pause } from "node:timers/promises";
import type { Cluster } from "@quarterdeck/cli";
import {
	type ApiClient,
	ConnectionLost,
	clusterEventsDocument,
} from "@quarterdeck/cli/api";

/** Agents that are connected are alive within moments; one that is not after this long is told, and not waited for. */
const timeoutMs = 30_000;

type Seen = Pick<Cluster, "name" | "state" | "kubernetes">;

/**
 * Waits until the control plane sees each of these clusters alive.
 * @returns what a person should know: clusters that are not alive yet, or whose API server does not answer their agent.
 */
export async function waitUntilAlive(
	api: ApiClient,
	names: readonly string[],
	signal: AbortSignal,
	withinMs = timeoutMs,
): Promise<string[]> {
	const latest = new Map<string, Seen>();
	const late = AbortSignal.timeout(withinMs);
	const missing = () =>
		names.filter((name) => latest.get(name)?.state !== "ALIVE");
	while (missing().length > 0 && !late.aborted) {
		try {
			const line = AbortSignal.any([signal, late]);
			for await (const { clusterEvents } of api.follow<{
				clusterEvents: Seen;
			}>(clusterEventsDocument, {}, line)) {
				latest.set(clusterEvents.name, clusterEvents);
				if (missing().length === 0) break;
			}
		} catch (error) {
			signal.throwIfAborted();
			if (late.aborted) break;
			if (!(error instanceof ConnectionLost)) throw error;
			await pause(200, undefined, { signal });
		}
	}
	return names.flatMap((name) => problemOf(name, latest.get(name)));
}

function problemOf(name: string, seen: Seen | undefined): string[] {
	if (seen?.state !== "ALIVE")
		return [
			`cluster ${name} is not alive yet; check with: qd cluster show ${name}`,
		];
	const { kubernetes } = seen;
	if (!kubernetes || kubernetes.reachable) return [];
	return [
		`the API server of ${name} does not answer its agent: ${kubernetes.problem ?? "reason unknown"}`,
	];
}

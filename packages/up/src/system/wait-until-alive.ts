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
 * Waits until the control plane sees the agent of each of these clusters.
 * @returns what a person should know: clusters that are not alive yet, and degraded ones with the reason.
 */
export async function waitUntilAlive(
	api: ApiClient,
	names: readonly string[],
	signal: AbortSignal,
	withinMs = timeoutMs,
): Promise<string[]> {
	const latest = new Map<string, Seen>();
	const late = AbortSignal.timeout(withinMs);
	const missing = () => names.filter((name) => !isThere(latest.get(name)));
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

function isThere(seen: Seen | undefined): boolean {
	return seen?.state === "ALIVE" || seen?.state === "DEGRADED";
}

function problemOf(name: string, seen: Seen | undefined): string[] {
	if (!seen || !isThere(seen))
		return [
			`cluster ${name} is not alive yet; check with: qd cluster show ${name}`,
		];
	const { kubernetes } = seen;
	if (seen.state === "ALIVE") return [];
	return [
		`cluster ${name} is degraded; its API server: ${kubernetes?.problem ?? "does not serve the agent"}`,
	];
}
